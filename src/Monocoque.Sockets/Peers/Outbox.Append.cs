using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>What is put into the queue: encoded at once, if it is not so large that it is kept by reference.</summary>
internal sealed partial class Outbox
{
    /// <summary>
    /// Appends <paramref name="prefix"/> (octets of whole frames) and <paramref name="message"/> as one message. On success with
    /// <paramref name="moves"/> the message is spent, otherwise it stays the caller's.
    /// </summary>
    /// <param name="prefix">An envelope, encoded; may be a whole message if <paramref name="message"/> has no frames.</param>
    /// <param name="message">The message.</param>
    /// <param name="moves">The queue takes the message over.</param>
    /// <param name="flush">True: the caller must call <see cref="Flush"/>, outside of any lock.</param>
    /// <returns>False: a high-water mark or the memory budget is reached; <see cref="Pipe.OnWritable"/> will be called.</returns>
    internal bool TryAppend(ReadOnlySpan<byte> prefix, in ZmqMessage message, bool moves, out bool flush)
    {
        var length = prefix.Length + FrameEncoder.GetEncodedLength(message);
        bool isFirstRefusal;
        using (_gate.Enter())
        {
            if (HasRoom && TryTakeOctets(length))
            {
                if (conflates && _queued > 0)
                    DropReplaced();
                Append(prefix, message, length, moves);
                flush = BecomeFlusher();
                return true;
            }
            flush = false;
            isFirstRefusal = !_refused;
            _refused = true;
        }
        if (isFirstRefusal)
            pipe.OnHighWaterMark();
        return false;
    }

    /// <summary>As <see cref="TryAppend"/>, for a message of one frame that is copied; false also if its <paramref name="body"/> is too large to be.</summary>
    internal bool TryAppendBody(ReadOnlySpan<byte> body, out bool flush)
    {
        var length = FrameEncoder.GetFrameLength(body.Length);
        flush = false;
        using (_gate.Enter())
        {
            // What needs more than that goes the other way, which says so to those who must know.
            if (conflates || length >= LeastLarge || !HasRoom || !TryTakeOctets(length))
                return false;
            var size = (int)length;
            FrameEncoder.WriteFrame(GetSpan(size), body);
            _tail!.EndMessage(size);
            CountIn(length);
            flush = BecomeFlusher();
            return true;
        }
    }

    private void Append(ReadOnlySpan<byte> prefix, in ZmqMessage message, long length, bool moves)
    {
        if (length >= (message.Count > 0 ? LeastLarge : LargeMessage))
        {
            Link(OutChunk.ForLarge(prefix, moves ? message.Move() : message.Share(), length));
        }
        else
        {
            var size = (int)length;
            var span = GetSpan(size);
            prefix.CopyTo(span);
            FrameEncoder.Write(span[prefix.Length..], message);
            _tail!.EndMessage(size);
            if (moves)
                message.Dispose();
        }
        CountIn(length);
    }

    private Span<byte> GetSpan(int size)
    {
        if (_tail is null || _tail.IsLarge || _tail.Free < size)
            Link(OutChunk.Rent(small: _tail is null && size <= OutChunk.SmallSize / 2));
        return _tail!.GetSpan(size);
    }

    private void CountIn(long length)
    {
        _queued++;
        _appended++;
        _queuedOctets += length;
    }

    private void Link(OutChunk chunk)
    {
        if (_tail is null)
            _head = chunk;
        else
            _tail.Next = chunk;
        _tail = chunk;
    }
}
