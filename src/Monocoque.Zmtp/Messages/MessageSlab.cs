using System.Buffers;
using System.Diagnostics;

namespace Monocoque.Zmtp;

/// <summary>
/// A block of memory that holds the octets of many messages, and their leases.
/// <para>
/// Invariants. Only the builder that owns the slab adds to it (<see cref="Position"/>, <see cref="EntryCount"/>,
/// <see cref="FrameCount"/>); everybody else only reads frames of published entries and advances stamps. The arrays never move
/// once an entry is published. A stamp only grows, also while the slab waits in the pool, so a stale lease is recognised for ever.
/// References are counted: one per live message, plus a large advance that the owner settles when it lets go (so that publishing
/// a message costs no interlocked operation). A message that is never disposed keeps the slab from the pool and nothing else:
/// the garbage collector takes both.
/// </para>
/// </summary>
internal sealed class MessageSlab
{
    /// <summary>What the owner holds in advance; more messages than any slab can carry.</summary>
    private const int OwnersAdvance = 1 << 24;

    private readonly MessageSlab? _parent;
    private readonly byte[]? _rented;
    private readonly bool _poisonRented;
    private int _references;

    /// <summary>A slab of the pool's own size, which returns there when its last message is gone.</summary>
    internal MessageSlab(byte[] buffer, int entries, int frames, MessagePool.Loan loan)
        : this(buffer, buffer, entries, new MessageFrame[frames])
    {
        Loan = loan;
        _references = OwnersAdvance;
    }

    private MessageSlab(ReadOnlyMemory<byte> memory, byte[]? array, int entries, MessageFrame[] frames)
    {
        Memory = memory;
        Array = array;
        Entries = new MessageEntry[entries];
        Frames = frames;
        _references = 1;
    }

    /// <summary>A slab for one large message, over an array rented from the shared array pool.</summary>
    private MessageSlab(byte[] rented, MessageFrame[] frames, bool poison)
        : this(rented, rented, entries: 1, frames)
    {
        _rented = rented;
        _poisonRented = poison;
        _references = OwnersAdvance;
    }

    private MessageSlab(MessageSlab parent, MessageFrame[] frames)
        : this(parent.Memory, array: null, entries: 1, frames)
    {
        _parent = parent;
        Peer = parent.Peer;
        Head = parent.Head;
    }

    /// <summary>Set on pooled slabs.</summary>
    internal MessagePool.Loan? Loan { get; }

    internal ReadOnlyMemory<byte> Memory { get; }

    /// <summary>Frames that were put before those in <see cref="Memory"/> when the message changed hands.</summary>
    internal ReadOnlyMemory<byte> Head { get; private init; }

    /// <summary>The memory as the owner writes it; null for memory that belongs to somebody else.</summary>
    internal byte[]? Array { get; }

    internal MessageEntry[] Entries { get; }

    internal MessageFrame[] Frames { get; private set; }

    /// <summary>The connection all messages of this slab came from; null for messages made here.</summary>
    internal ZmqPeer? Peer { get; set; }

    internal int Position { get; set; }

    internal int EntryCount { get; set; }

    internal int FrameCount { get; set; }

    internal int Free => Array!.Length - Position;

    internal bool IsLarge => _rented is not null;

    internal static MessageSlab RentLarge(int size, int frames, bool poison) =>
        new(ArrayPool<byte>.Shared.Rent(size), new MessageFrame[frames], poison);

    /// <summary>One message over memory the caller promised never to change.</summary>
    internal static MessageSlab Wrap(ReadOnlyMemory<byte> body) =>
        new(body, array: null, entries: 1, [new MessageFrame(0, body.Length)]) { EntryCount = 1 };

    /// <summary>One message over exactly sized garbage-collected memory, already filled.</summary>
    internal static MessageSlab Exact(byte[] memory, MessageFrame[] frames, ZmqPeer? peer) =>
        new(memory, memory, entries: 1, frames) { EntryCount = 1, Peer = peer };

    /// <summary>A second message over the same octets; keeps this slab alive until it is disposed.</summary>
    internal MessageSlab Share(int firstFrame, int count)
    {
        Interlocked.Increment(ref _references);
        return new MessageSlab(this, Frames.AsSpan(firstFrame, count).ToArray()) { EntryCount = 1 };
    }

    /// <summary>As <see cref="Share"/>, for a message that came from <paramref name="peer"/> and whose first frames are in <paramref name="head"/>.</summary>
    internal MessageSlab Adopt(byte[] head, MessageFrame[] frames, ZmqPeer? peer)
    {
        Interlocked.Increment(ref _references);
        return new MessageSlab(this, frames) { EntryCount = 1, Head = head, Peer = peer };
    }

    internal ReadOnlyMemory<byte> GetBody(MessageFrame frame) =>
        frame.IsInHead ? Head.Slice(~frame.Offset, frame.Length) : Memory.Slice(frame.Offset, frame.Length);

    /// <summary>Only while no entry is published (a large slab under construction).</summary>
    internal void GrowFrameTable()
    {
        Debug.Assert(IsLarge && EntryCount == 0, "frame tables of published entries never move");
        var grown = new MessageFrame[Frames.Length * 2];
        Frames.CopyTo(grown, 0);
        Frames = grown;
    }

    /// <summary>The owner adds no more messages: gives back what is left of its advance.</summary>
    internal void ReleaseOwner()
    {
        Loan?.ReleaseOwner();
        if (Interlocked.Add(ref _references, EntryCount - OwnersAdvance) == 0)
            Recycle();
    }

    internal void ReleaseMessage()
    {
        if (Interlocked.Decrement(ref _references) == 0)
            Recycle();
    }

    /// <summary>Makes a pooled slab ready for its next owner. Stamps stay as they are.</summary>
    internal void Reset()
    {
        Position = 0;
        EntryCount = 0;
        FrameCount = 0;
        Peer = null;
        _references = OwnersAdvance;
    }

    private void Recycle()
    {
        if (Loan is not null)
            Loan.Pool.Return(this);
        else if (_rented is not null)
            ReturnRented(_rented);
        else
            _parent?.ReleaseMessage();
    }

    private void ReturnRented(byte[] rented)
    {
        if (_poisonRented)
            rented.AsSpan(0, Position).Fill(MessagePool.Poison);
        ArrayPool<byte>.Shared.Return(rented);
    }
}

/// <summary>One lease: the stamp that copies of the message must carry, and where its frames are listed.</summary>
internal struct MessageEntry
{
    public uint Stamp;
    public int FirstFrame;
    public int FrameCount;
}

/// <summary>Where a frame's octets are in the slab's memory.</summary>
internal readonly record struct MessageFrame(int Offset, int Length)
{
    /// <summary>They are in the slab's head instead, at the complement of the offset.</summary>
    internal bool IsInHead => Offset < 0;

    internal static MessageFrame InHead(int offset, int length) => new(~offset, length);
}
