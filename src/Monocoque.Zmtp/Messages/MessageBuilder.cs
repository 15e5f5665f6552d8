using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Monocoque.Zmtp;

/// <summary>
/// Assembles messages, frame by frame, in slabs of a pool. One builder belongs to one connection or one thread at a time.
/// <para>
/// A message always lies in one slab. Where it does not fit, what there is of it moves: to a fresh slab, or, above
/// <see cref="MessagePool.SlabSize"/>, to a large one of its own that grows with the octets that really arrive.
/// </para>
/// </summary>
internal sealed class MessageBuilder(MessagePool pool)
{
    /// <summary>A message is cut off from its slab when it is smaller than this and the pool is under pressure.</summary>
    private const int SmallMessage = MessagePool.SlabSize / 8;

    private MessageSlab? _slab;
    private int _start;
    private int _frameStart;
    private int _firstFrame;
    private bool _isPrefixDue;

    /// <summary>Who the messages come from. Set once, before the first message.</summary>
    internal ZmqPeer? Peer { get; set; }

    /// <summary>The body of a frame that goes before those of every message: the routing id on ROUTER. Set before the first message.</summary>
    internal ReadOnlyMemory<byte> Prefix { get; set; }

    /// <summary>Frames finished in the message under construction.</summary>
    internal int FrameCount { get; private set; }

    /// <summary>Octets written into the message under construction.</summary>
    internal int Length => _slab is null ? 0 : _slab.Position - _start;

    /// <summary>
    /// Takes a slab that suits <paramref name="expected"/> octets of messages, if none is held. Call before a batch.
    /// </summary>
    internal void Prepare(int expected)
    {
        if (_slab is null)
            Begin(pool.Rent(small: expected <= MessagePool.SmallSlabSize / 2));
    }

    internal Memory<byte> GetMemory(int sizeHint)
    {
        EnsureFree(sizeHint);
        return _slab.Array.AsMemory(_slab.Position);
    }

    internal Span<byte> GetSpan(int sizeHint)
    {
        EnsureFree(sizeHint);
        return _slab.Array.AsSpan(_slab.Position);
    }

    internal void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _slab?.Free ?? 0);
        if (count > 0)
            _slab!.Position += count;
    }

    internal void Append(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return;
        EnsureFree(octets.Length);
        octets.CopyTo(_slab.Array.AsSpan(_slab.Position));
        _slab.Position += octets.Length;
    }

    /// <summary>Closes the frame that began where the last one ended. What was written since then is its body, maybe nothing.</summary>
    internal void EndFrame()
    {
        EnsureFree(0);
        if (_slab.FrameCount == _slab.Frames.Length)
            MakeRoomInFrameTable();
        _slab.Frames[_slab.FrameCount++] = new MessageFrame(_frameStart, _slab.Position - _frameStart);
        _frameStart = _slab.Position;
        FrameCount++;
    }

    /// <summary>Publishes the finished frames as a message. There must be at least one, and no frame open.</summary>
    internal ZmqMessage Complete()
    {
        var slab = _slab!;
        Debug.Assert(FrameCount > 0 && _frameStart == slab.Position);
        if (pool.IsUnderPressure && Length < SmallMessage && !slab.IsLarge)
            return CompleteApart(slab);

        var index = slab.EntryCount++;
        ref var entry = ref slab.Entries[index];
        entry.FirstFrame = _firstFrame;
        entry.FrameCount = FrameCount;
        var message = new ZmqMessage(slab, entry.Stamp, (ushort)index);
        if (slab.EntryCount == slab.Entries.Length)
            Release();
        else
            Mark(slab);
        return message;
    }

    /// <summary>Drops the message under construction.</summary>
    internal void Discard()
    {
        if (_slab is not { } slab)
            return;
        if (slab.IsLarge)
        {
            // Made for the message that is dropped; the next one may be small and be kept.
            Release();
            return;
        }
        slab.Position = _start;
        slab.FrameCount = _firstFrame;
        Mark(slab);
    }

    /// <summary>Lets go of the slab, so that an idle owner holds no memory. Drops the message under construction.</summary>
    internal void Release()
    {
        FrameCount = 0;
        _slab?.ReleaseOwner();
        _slab = null;
    }

    [MemberNotNull(nameof(_slab))]
    private void EnsureFree(int size)
    {
        if (_slab is null)
            Prepare(Math.Max(size, MessagePool.SmallSlabSize));
        Debug.Assert(_slab is not null);
        if (_isPrefixDue)
            WritePrefix();
        if (_slab.Free < size)
            Move(size);
    }

    private void WritePrefix()
    {
        _isPrefixDue = false;
        Append(Prefix.Span);
        EndFrame();
    }

    private void Begin(MessageSlab slab)
    {
        _slab = slab;
        slab.Peer = Peer;
        Mark(slab);
    }

    /// <summary>The next message starts here.</summary>
    private void Mark(MessageSlab slab)
    {
        _start = slab.Position;
        _frameStart = slab.Position;
        _firstFrame = slab.FrameCount;
        FrameCount = 0;
        _isPrefixDue = !Prefix.IsEmpty;
    }

    /// <summary>Moves the message under construction to a slab with at least <paramref name="size"/> octets free.</summary>
    private void Move(int size)
    {
        var from = _slab!;
        var length = Length;
        var needed = checked(length + size);
        var to = needed <= MessagePool.SlabSize && FrameCount < from.Frames.Length
            ? pool.Rent(small: false)
            : pool.RentLarge(Math.Max(needed, (int)Math.Min(length * 2L, System.Array.MaxLength)), Math.Max(16, FrameCount * 2));
        to.Peer = Peer;
        from.Array.AsSpan(_start, length).CopyTo(to.Array);
        to.Position = length;
        for (var i = 0; i < FrameCount; i++)
        {
            var frame = from.Frames[_firstFrame + i];
            to.Frames[to.FrameCount++] = frame with { Offset = frame.Offset - _start };
        }
        _frameStart -= _start;
        _start = 0;
        _firstFrame = 0;
        from.ReleaseOwner();
        _slab = to;
    }

    private void MakeRoomInFrameTable()
    {
        if (_slab!.IsLarge)
            _slab.GrowFrameTable();
        else if (FrameCount < _slab.Frames.Length / 2)
            Move(0);
        else
            Move(MessagePool.SlabSize);
    }

    private ZmqMessage CompleteApart(MessageSlab slab)
    {
        var memory = slab.Array.AsSpan(_start, Length).ToArray();
        var frames = new MessageFrame[FrameCount];
        for (var i = 0; i < frames.Length; i++)
        {
            var frame = slab.Frames[_firstFrame + i];
            frames[i] = frame with { Offset = frame.Offset - _start };
        }
        Discard();
        return new ZmqMessage(MessageSlab.Exact(memory, frames, Peer), frames.Length);
    }
}
