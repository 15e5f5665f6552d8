using System.Diagnostics;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// The sender. There is one at a time, whoever makes the state <see cref="SendState.Sending"/>: the thread that flushes, or the ring's. A response to the
/// last request that has arrived goes out at once, on the thread that flushed it: no wake, no hop. While there is more to answer, or on the ring's thread, it is
/// put off to the end of the ring's turn, so that pipelined responses leave together. So is a flush that follows another closely although nothing has
/// been read between the two: the streams of an HTTP/2 connection answer one by one what came in one piece. And so is the first flush after a read, if the last read
/// was answered in several: a serializer flushes before the end of the response is written, each time.
/// </summary>
internal sealed partial class ConnectionOutput
{
    /// <summary>After so many calls on its thread the ring looks after the other connections first.</summary>
    private const int MostSends = 16;

    private static readonly Action<object?> s_send = static output => ((ConnectionOutput)output!).SendFromRing(SendState.Deferred);

    /// <summary>200 µs: a flush so soon after the last one belongs to a burst.</summary>
    private static readonly long s_burst = Stopwatch.Frequency / 5_000;

    [ThreadStatic]
    private static ReadOnlyMemory<byte>[]? t_parts;

    private SendState _state;
    private Exception? _failure;
    private bool _isAborted;
    private long _lastFlush;
    private int _lastTakes;
    private bool _hasFollowed;
    private bool _expectsMore;

    private enum SendState : byte
    {
        /// <summary>All that was flushed was sent.</summary>
        Idle,

        /// <summary>The ring will send, at the end of its turn.</summary>
        Deferred,

        /// <summary>Some thread is sending, and sends what is flushed meanwhile.</summary>
        Sending,

        /// <summary>The socket is full; the ring waits for it to take data again.</summary>
        Blocked,

        /// <summary>Nothing will be sent any more.</summary>
        Closed,
    }

    private enum Departure : byte
    {
        None,
        Now,
        WithTheRing,

        /// <summary>The sender waits for a socket that may never take data again.</summary>
        Reset,
        Closed,
    }

    /// <summary>The connection is over: what was not sent is dropped.</summary>
    internal void Abort()
    {
        lock (connection.Gate)
        {
            _isAborted = true;
            if (_state is not (SendState.Idle or SendState.Deferred))
                return;
            _state = SendState.Closed;
        }
        Close(reason: null);
    }

    /// <summary>The socket takes data again, or has failed. On the ring's thread.</summary>
    internal void OnWritable() => SendFromRing(SendState.Blocked);

    private Departure Publish()
    {
        _flushed = _written;
        switch (_state)
        {
            case SendState.Closed:
                Drop();
                return Departure.None;
            case SendState.Blocked when _failure is not null:
                return Departure.Reset;
            case SendState.Sending or SendState.Blocked:
                return Departure.None;
        }
        if (_failure is not null || (_isCompleted && _flushed == _sent))
        {
            _state = SendState.Closed;
            return Departure.Closed;
        }
        if (_flushed == _sent)
        {
            Drop();
            return Departure.None;
        }
        var isBurst = IsBurst();
        if (_state == SendState.Deferred && !MustWait)
            return Departure.None;
        // A flush that would have to wait gains nothing from being put off.
        var departure = !MustWait && (connection.Ring.IsCurrent || !connection.IsInputConsumed || isBurst) ? Departure.WithTheRing : Departure.Now;
        _state = departure == Departure.Now ? SendState.Sending : SendState.Deferred;
        return departure;
    }

    private void Depart(Departure departure)
    {
        if (departure == Departure.Now)
            Send(int.MaxValue);
        else if (departure == Departure.WithTheRing)
            connection.Ring.Post(s_send, this);
        else if (departure == Departure.Reset)
            connection.ShutdownOfOurs(_failure);
        else if (departure == Departure.Closed)
            Close(_failure);
    }

    /// <summary>Whether this flush belongs with others: it follows one closely, or is likely to be followed. Called for each flush that has something to send.</summary>
    private bool IsBurst()
    {
        var now = Stopwatch.GetTimestamp();
        var takes = connection.InputTakes;
        var isBurst = takes == _lastTakes && now - _lastFlush < s_burst;
        if (takes != _lastTakes)
        {
            _expectsMore = _hasFollowed;
            _hasFollowed = false;
        }
        _hasFollowed |= isBurst;
        _lastFlush = now;
        _lastTakes = takes;
        return isBurst || _expectsMore;
    }

    private void SendFromRing(SendState expected)
    {
        lock (connection.Gate)
        {
            if (_state != expected)
                return;
            _state = SendState.Sending;
        }
        Send(MostSends);
    }

    /// <summary>Sends until there is nothing more, or the socket takes no more.</summary>
    private void Send(int most)
    {
        var parts = t_parts ??= new ReadOnlyMemory<byte>[SocketSyscalls.MostParts];
        var result = 0;
        while (true)
        {
            SendState state;
            Wakeup wakeup;
            lock (connection.Gate)
            {
                wakeup = result > 0 ? OnSent(result) : default;
                state = _state = Next(result, most);
            }
            // May flush more: that is published, and sent by the next round or by whoever sends next.
            wakeup.Schedule(connection);
            if (state != SendState.Sending)
            {
                Leave(state, result);
                return;
            }
            int count;
            lock (connection.Gate)
                count = Collect(parts);
            result = connection.Send(parts.AsSpan(0, count));
            parts.AsSpan(0, count).Clear();
            most--;
        }
    }

    private SendState Next(int result, int most)
    {
        if (_isAborted || _failure is not null)
            return SendState.Closed;
        if (result is -Errno.EAGAIN or -Errno.ENOBUFS)
            return SendState.Blocked;
        if (result is < 0 and not -Errno.EINTR)
            return SendState.Closed;
        if (_flushed == _sent)
            return _isCompleted ? SendState.Closed : SendState.Idle;
        return most > 0 ? SendState.Sending : SendState.Deferred;
    }

    private void Leave(SendState state, int result)
    {
        if (state == SendState.Blocked)
            connection.AwaitWritable();
        else if (state == SendState.Deferred)
            connection.Ring.Post(s_send, this);
        else if (state == SendState.Closed)
            Close(_failure ?? (result is < 0 and not (-Errno.EAGAIN or -Errno.ENOBUFS or -Errno.EINTR) ? connection.ExplainFailedSend(result) : null));
    }

    private int Collect(ReadOnlyMemory<byte>[] parts)
    {
        var count = 0;
        var left = _flushed - _sent;
        for (var segment = _head; segment is not null && left > 0 && count < parts.Length; segment = segment.Next)
        {
            var part = segment.First(left);
            if (part.IsEmpty)
                continue;
            parts[count++] = part;
            left -= part.Length;
        }
        return count;
    }

    private Wakeup OnSent(int count)
    {
        _sent += count;
        while (_head is { } head && count >= 0)
        {
            var part = Math.Min(count, head.Length);
            head.Start += part;
            count -= part;
            // The writer may be about to write behind what was sent.
            if (head.Length > 0 || (head == _tail && _isWriting))
                break;
            RemoveHead();
        }
        return _waiter.IsPending && _flushed - _sent <= pauseAt / 2 ? _waiter.Complete() : default;
    }

    private void RemoveHead()
    {
        var head = _head!;
        _head = head.Next;
        if (_head is null)
            _tail = null;
        head.Release();
        connection.Ring.OutputSegments.Return(head);
    }

    /// <summary>Nobody will send it. Memory that the writer holds is the writer's until it flushes or completes.</summary>
    private void Drop()
    {
        _sent = _flushed = _written;
        while (_head is { } head && !(head == _tail && _isWriting))
            RemoveHead();
    }

    private void Close(Exception? reason)
    {
        connection.OnOutputEnding(reason, isUnexpected: reason is not null && reason == _failure);
        // Only now: whoever waits for a flush finds the connection shut down.
        Wakeup wakeup;
        lock (connection.Gate)
        {
            Drop();
            wakeup = _waiter.Complete();
        }
        wakeup.Schedule(connection);
        connection.OnOutputEnded();
    }
}
