using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Monocoque.Zmtp;

namespace Monocoque;

/// <summary>
/// A ZeroMQ message: one or more frames of octets, as a lease on pooled memory.
/// <list type="number">
/// <item>What you receive is yours. <c>using</c> it recycles the memory; forgetting that costs a pooled buffer, never correctness.</item>
/// <item>What you send is moved. After a successful send the message is spent, and touching it throws
/// <see cref="ObjectDisposedException"/>. If the send throws, is cancelled, or <c>TrySend</c> returns false, it is still yours.</item>
/// <item>Memory you pass is borrowed until the returned <c>ValueTask</c> completes, not longer.</item>
/// <item>To send twice, or to keep a message beyond a handler, take a second lease with <see cref="Share"/> or a copy with
/// <see cref="Detach"/>.</item>
/// </list>
/// The value may be copied freely: all copies are one lease, and disposing or sending one of them ends it for all. What a stamp cannot
/// catch is a <see cref="ReadOnlyMemory{T}"/> taken out of a message and read after its end; debug builds and
/// <c>ZmqRuntimeOptions.PoisonReturnedBuffers</c> overwrite returned memory so that such a bug shows.
/// </summary>
[CollectionBuilder(typeof(ZmqMessage), nameof(Create))]
[DebuggerDisplay("{DebuggerText,nq}")]
[StructLayout(LayoutKind.Auto)]
public readonly partial struct ZmqMessage : IDisposable, IEquatable<ZmqMessage>
{
    private readonly MessageSlab? _slab;
    private readonly uint _stamp;
    private readonly ushort _index;
    private readonly ushort _skip;

    internal ZmqMessage(MessageSlab slab, uint stamp, ushort index)
        : this(slab, stamp, index, skip: 0)
    {
    }

    /// <summary>The only message of a slab made for it.</summary>
    /// <param name="slab">The slab.</param>
    /// <param name="frames">The frames listed there.</param>
    /// <param name="skip">How many of them are hidden at the start.</param>
    internal ZmqMessage(MessageSlab slab, int frames, int skip = 0)
    {
        _slab = slab;
        _skip = (ushort)skip;
        slab.Entries[0].FrameCount = frames;
    }

    private ZmqMessage(MessageSlab slab, uint stamp, ushort index, ushort skip)
    {
        _slab = slab;
        _stamp = stamp;
        _index = index;
        _skip = skip;
    }

    /// <summary>Who sent the message: address, pattern, metadata, user. Null if it was made in this process.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public ZmqPeer? Peer
    {
        get
        {
            if (_slab is null)
                return null;
            _ = Entry();
            return _slab.Peer;
        }
    }

    /// <summary>The number of frames. <c>default(ZmqMessage)</c> has none and is valid.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public int Count => _slab is null ? 0 : Entry().FrameCount - _skip;

    /// <summary>The octets of all frames together.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public long Length
    {
        get
        {
            if (_slab is null)
                return 0;
            ref readonly var entry = ref Entry();
            long length = 0;
            foreach (var frame in _slab.Frames.AsSpan(entry.FirstFrame + _skip, entry.FrameCount - _skip))
                length += frame.Length;
            return length;
        }
    }

    /// <summary>The body of the first frame: the topic on SUB, the routing id on ROUTER.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public ReadOnlyMemory<byte> First => this[0];

    /// <summary>The body of the last frame: the payload, by convention.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public ReadOnlyMemory<byte> Last => this[Count - 1];

    internal bool IsSpent => _slab is not null && Volatile.Read(ref _slab.Entries[_index].Stamp) != _stamp;

    private string DebuggerText => _slab is null ? "empty" : IsSpent ? "spent" : $"{Count} frames, {Length} octets";

    /// <summary>The body of frame <paramref name="index"/>, valid until the message is disposed or sent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            if (_slab is null)
                ThrowNoSuchFrame(index, 0);
            ref readonly var entry = ref Entry();
            if ((uint)index >= (uint)(entry.FrameCount - _skip))
                ThrowNoSuchFrame(index, entry.FrameCount - _skip);
            return _slab.GetBody(_slab.Frames[entry.FirstFrame + _skip + index]);
        }
    }

    /// <summary>Two values are equal if they are the same lease; contents are not compared.</summary>
    public static bool operator ==(ZmqMessage left, ZmqMessage right) => left.Equals(right);

    /// <summary>Two values are different if they are not the same lease; contents are not compared.</summary>
    public static bool operator !=(ZmqMessage left, ZmqMessage right) => !left.Equals(right);

    /// <summary>Frame <paramref name="index"/> as UTF-8 text; octets that are not UTF-8 become U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public string GetString(int index) => Encoding.UTF8.GetString(this[index].Span);

    /// <summary>Enumerates the bodies of the frames.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>A second lease on the same octets, with an end of its own.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public ZmqMessage Share()
    {
        if (_slab is null)
            return default;
        ref readonly var entry = ref Entry();
        var first = FirstKept;
        var count = entry.FrameCount - first;
        return new ZmqMessage(_slab.Share(entry.FirstFrame + first, count), count, _skip - first);
    }

    /// <summary>A copy in plain garbage-collected memory: what is read out of it stays valid for ever.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public ZmqMessage Detach()
    {
        if (_slab is null)
            return default;
        ref readonly var entry = ref Entry();
        var first = FirstKept;
        var kept = _slab.Frames.AsSpan(entry.FirstFrame + first, entry.FrameCount - first);
        long length = 0;
        foreach (var frame in kept)
            length += frame.Length;
        var frames = new MessageFrame[kept.Length];
        var memory = new byte[checked((int)length)];
        var offset = 0;
        for (var i = 0; i < frames.Length; i++)
        {
            _slab.GetBody(kept[i]).Span.CopyTo(memory.AsSpan(offset));
            frames[i] = new MessageFrame(offset, kept[i].Length);
            offset += kept[i].Length;
        }
        return new ZmqMessage(MessageSlab.Exact(memory, frames, _slab.Peer), frames.Length, _skip - first);
    }

    /// <summary>Takes the last frame off, for this value and all its copies: what is left is the message.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public void RemoveLast()
    {
        if (Count == 0)
            ThrowNoSuchFrame(0, 0);
        _slab!.Entries[_index].FrameCount--;
    }

    /// <summary>Ends the lease and recycles the memory. Harmless if it has ended already.</summary>
    public void Dispose()
    {
        if (_slab is not null && TryEnd())
            _slab.ReleaseMessage();
    }

    /// <inheritdoc/>
    public bool Equals(ZmqMessage other) =>
        ReferenceEquals(_slab, other._slab) && _stamp == other._stamp && _index == other._index && _skip == other._skip;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ZmqMessage other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_slab is null ? 0 : RuntimeHelpers.GetHashCode(_slab), _stamp, _index, _skip);

    /// <summary>Takes the lease away from every copy the caller may hold, and continues it in the returned value.</summary>
    internal ZmqMessage Move()
    {
        if (_slab is null)
            return this;
        if (!TryEnd())
            ThrowSpent();
        return new ZmqMessage(_slab, _stamp + 1, _index, _skip);
    }

    /// <summary>The same lease without its first <paramref name="count"/> frames.</summary>
    internal ZmqMessage Skip(int count)
    {
        if (_slab is null || count > Count)
            ThrowNoSuchFrame(count, Count);
        return new ZmqMessage(_slab, _stamp, _index, checked((ushort)(_skip + count)));
    }

    private bool TryEnd() => Interlocked.CompareExchange(ref _slab!.Entries[_index].Stamp, _stamp + 1, _stamp) == _stamp;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly MessageEntry Entry()
    {
        ref readonly var entry = ref _slab!.Entries[_index];
        if (entry.Stamp != _stamp)
            ThrowSpent();
        return ref entry;
    }

    [DoesNotReturn]
    private static void ThrowSpent() => throw new ObjectDisposedException(
        nameof(ZmqMessage), "This message was disposed, or was sent and so moved to the socket. Use Share() before sending to keep a lease of your own.");

    [DoesNotReturn]
    private static void ThrowNoSuchFrame(int index, int count) => throw new ArgumentOutOfRangeException(
        nameof(index), index, $"The message has {count} frames.");

    /// <summary>Walks over the frames of a message.</summary>
    public struct Enumerator
    {
        private readonly ZmqMessage _message;
        private readonly int _count;
        private int _index;

        internal Enumerator(ZmqMessage message)
        {
            _message = message;
            _count = message.Count;
            _index = -1;
        }

        /// <summary>The body of the current frame.</summary>
        public readonly ReadOnlyMemory<byte> Current => _message[_index];

        /// <summary>Goes to the next frame; false after the last.</summary>
        public bool MoveNext() => ++_index < _count;
    }
}
