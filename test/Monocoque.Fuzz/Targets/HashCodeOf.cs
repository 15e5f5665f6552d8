namespace Monocoque.Fuzz.Targets;

/// <summary>A hash that is the same in every process (FNV-1a), other than that of <see cref="HashCode"/>.</summary>
internal struct HashCodeOf
{
    private uint _value;

    internal readonly int Value => (int)_value;

    internal void Add(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
            _value = (_value ^ octet ^ 0x811C9DC5) * 16777619;
    }

    internal void Add(int number)
    {
        _value = (_value ^ (uint)number ^ 0x811C9DC5) * 16777619;
        _value ^= _value >> 15;
    }
}
