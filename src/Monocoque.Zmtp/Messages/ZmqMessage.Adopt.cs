using System.Diagnostics;
using Monocoque.Zmtp;

namespace Monocoque;

public readonly partial struct ZmqMessage
{
    /// <summary>
    /// Moves this lease into a message that came from <paramref name="peer"/> and starts with other frames. The octets of this message stay where
    /// they are; those that go before it are copied.
    /// </summary>
    /// <param name="peer">Who sent it.</param>
    /// <param name="prefix">The body of the first frame, unless empty.</param>
    /// <param name="envelope">Whole frames as they go on the wire, with MORE on each.</param>
    internal ZmqMessage Adopt(ZmqPeer? peer, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> envelope)
    {
        var slab = _slab ?? throw new InvalidOperationException("A message without frames has nothing to adopt.");
        var own = slab.Frames.AsSpan(Entry().FirstFrame + _skip, Count);
        var frames = new MessageFrame[own.Length + (prefix.IsEmpty ? 0 : 1) + CountFrames(envelope)];
        var head = new byte[prefix.Length + envelope.Length + CountHead(own)];
        var (frame, length) = (0, 0);
        if (!prefix.IsEmpty)
            Add(prefix);
        while (TryReadFrame(ref envelope, out var body))
            Add(body);
        foreach (var old in own)
        {
            if (old.IsInHead)
                Add(slab.GetBody(old).Span);
            else
                frames[frame++] = old;
        }
        Debug.Assert(frame == frames.Length);
        var adopted = new ZmqMessage(slab.Adopt(head, frames, peer), frames.Length);
        Dispose();
        return adopted;

        void Add(ReadOnlySpan<byte> body)
        {
            body.CopyTo(head.AsSpan(length));
            frames[frame++] = MessageFrame.InHead(length, body.Length);
            length += body.Length;
        }
    }

    private static int CountHead(ReadOnlySpan<MessageFrame> frames)
    {
        var length = 0;
        foreach (var frame in frames)
            length += frame.IsInHead ? frame.Length : 0;
        return length;
    }

    private static int CountFrames(ReadOnlySpan<byte> envelope)
    {
        var count = 0;
        while (TryReadFrame(ref envelope, out _))
            count++;
        return count;
    }

    private static bool TryReadFrame(ref ReadOnlySpan<byte> frames, out ReadOnlySpan<byte> body)
    {
        var reader = default(FrameHeaderReader);
        body = default;
        if (reader.Read(ref frames, out var header) != HeaderStatus.Done)
            return false;
        body = frames[..(int)header.Size];
        frames = frames[body.Length..];
        return true;
    }
}
