namespace Monocoque.Fuzz.Targets;

/// <summary>Where an input is cut before it is fed. The cuts come from the input itself, so that a run can be repeated.</summary>
internal sealed class Pieces
{
    private readonly Func<int, int> _next;

    private Pieces(Func<int, int> next) => _next = next;

    /// <summary>All at once.</summary>
    internal static Pieces Whole { get; } = new(static left => left);

    /// <summary>One octet after the other.</summary>
    internal static Pieces Single { get; } = new(static _ => 1);

    /// <summary>Anywhere.</summary>
    internal static Pieces AtRandom(ReadOnlySpan<byte> input)
    {
        var hash = new HashCodeOf();
        hash.Add(input);
        var random = new Random(hash.Value);
        return new Pieces(left => random.Next(1, Math.Min(left, random.Next(1, 64)) + 1));
    }

    /// <summary>How many of the octets that are left come next.</summary>
    internal int Next(int left) => Math.Min(_next(left), left);
}
