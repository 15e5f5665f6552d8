using System.Buffers;

namespace Monocoque.Zmtp;

/// <summary>
/// A little memory that grows with the octets that are there, never with those that were announced. Holds no array while it is
/// unused.
/// </summary>
internal sealed class OctetBuffer : IBufferWriter<byte>
{
    private const int FirstSize = 64;

    /// <summary>Arrays up to this size stay for the next use.</summary>
    private const int KeptSize = 1024;

    private byte[] _array = [];

    internal int Length { get; private set; }

    internal int Capacity => _array.Length;

    internal ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _array.AsSpan(Length);
    }

    internal void Append(ReadOnlySpan<byte> octets)
    {
        EnsureFree(octets.Length);
        octets.CopyTo(_array.AsSpan(Length));
        Length += octets.Length;
    }

    internal void Clear() => Length = 0;

    /// <summary>Forgets the content, which may be a secret, by overwriting it.</summary>
    internal void Wipe()
    {
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(_array.AsSpan(0, Length));
        Length = 0;
    }

    /// <summary>Forgets the content, and the memory too if it is more than a few names long.</summary>
    internal void Trim()
    {
        Length = 0;
        if (_array.Length > KeptSize)
            _array = [];
    }

    internal void Release()
    {
        Length = 0;
        _array = [];
    }

    private void EnsureFree(int size)
    {
        var needed = checked(Length + Math.Max(size, 1));
        if (needed <= _array.Length)
            return;
        var doubled = (int)Math.Min(_array.Length * 2L, Array.MaxLength);
        Array.Resize(ref _array, Math.Max(Math.Max(needed, doubled), FirstSize));
    }
}
