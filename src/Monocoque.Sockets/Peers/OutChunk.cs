using System.Diagnostics;

namespace Monocoque.Peers;

/// <summary>
/// A piece of a send queue: whole small messages as they go on the wire, or one large message by reference. Both ends of a
/// chunk are ends of messages, so a queue may be cut between any two chunks.
/// </summary>
internal sealed class OutChunk
{
    internal const int SmallSize = 4 * 1024;
    internal const int Size = 64 * 1024;

    /// <summary>Kept for reuse: 4 MiB in small chunks, as a thousand peers need them, and as much in large ones.</summary>
    private const int KeptSmall = 1024;
    private const int KeptLarge = 64;

    private static readonly Lock s_lock = new();
    private static readonly Stack<OutChunk> s_small = new();
    private static readonly Stack<OutChunk> s_large = new();

    private readonly byte[] _buffer;
    private long _largeLength;

    private OutChunk(byte[] buffer) => _buffer = buffer;

    internal OutChunk? Next { get; set; }

    internal int Messages { get; private set; }

    /// <summary>The large message; the octets then are what goes before it (an envelope).</summary>
    internal ZmqMessage Large { get; private set; }

    internal bool IsLarge { get; private set; }

    /// <summary>What the chunk takes on the wire, a large message with its headers included.</summary>
    internal long WireLength => IsLarge ? _largeLength : Length;

    internal ReadOnlySpan<byte> Octets => _buffer.AsSpan(0, Length);

    internal ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    internal int Length { get; private set; }

    internal int Free => _buffer.Length - Length;

    internal static OutChunk Rent(bool small)
    {
        lock (s_lock)
        {
            if ((small ? s_small : s_large).TryPop(out var chunk))
                return chunk;
        }
        return new OutChunk(new byte[small ? SmallSize : Size]);
    }

    /// <summary>A chunk for one large message, which it owns from here on.</summary>
    internal static OutChunk ForLarge(ReadOnlySpan<byte> prefix, ZmqMessage message, long wireLength) =>
        new(prefix.ToArray()) { Length = prefix.Length, Large = message, IsLarge = true, Messages = 1, _largeLength = wireLength };

    /// <summary>Where the next message is written; <see cref="EndMessage"/> takes it in.</summary>
    internal Span<byte> GetSpan(int size)
    {
        Debug.Assert(size <= Free && !IsLarge);
        return _buffer.AsSpan(Length, size);
    }

    internal void EndMessage(int octets)
    {
        Length += octets;
        Messages++;
    }

    /// <summary>Back to the pool; a large message that was not sent is disposed.</summary>
    internal void Return()
    {
        Next = null;
        if (IsLarge)
        {
            Large.Dispose();
            return;
        }
        Length = 0;
        Messages = 0;
        var (stack, kept) = _buffer.Length == SmallSize ? (s_small, KeptSmall) : (s_large, KeptLarge);
        lock (s_lock)
        {
            if (stack.Count < kept)
                stack.Push(this);
        }
    }
}
