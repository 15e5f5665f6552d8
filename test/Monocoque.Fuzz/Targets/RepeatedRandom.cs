namespace Monocoque.Fuzz.Targets;

/// <summary>Numbers that are as good as random and the same for every session.</summary>
internal sealed class RepeatedRandom
{
    private byte _next;

    internal void Restart() => _next = 0;

    internal void Fill(Span<byte> octets)
    {
        _next++;
        for (var i = 0; i < octets.Length; i++)
            octets[i] = (byte)(_next * 31 + i * 7 + 1);
    }
}
