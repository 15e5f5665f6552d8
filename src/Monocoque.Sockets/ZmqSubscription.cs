using Monocoque.Zmtp;

namespace Monocoque;

/// <summary>A change of subscription as XPUB receives it and XSUB sends it: one frame, 1 (subscribe) or 0 (unsubscribe), then the prefix.</summary>
public readonly record struct ZmqSubscription
{
    private ZmqSubscription(bool isSubscribe, ReadOnlyMemory<byte> prefix)
    {
        IsSubscribe = isSubscribe;
        Prefix = prefix;
    }

    /// <summary>True: the peer wants messages that start with <see cref="Prefix"/>. False: it no longer does.</summary>
    public bool IsSubscribe { get; }

    /// <summary>The prefix; empty stands for everything. Valid as long as the message it was read from.</summary>
    public ReadOnlyMemory<byte> Prefix { get; }

    /// <summary>Reads a message that XPUB received; false if it is none about a subscription but one that a peer's XSUB sent.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public static bool TryRead(in ZmqMessage message, out ZmqSubscription subscription)
    {
        subscription = default;
        if (message.Count != 1 || message.First.Span is not [0 or 1, ..])
            return false;
        subscription = new ZmqSubscription(message.First.Span[0] == 1, message.First[1..]);
        return true;
    }

    /// <summary>The message by which an XSUB subscribes to <paramref name="prefix"/>.</summary>
    public static ZmqMessage Subscribe(ReadOnlySpan<byte> prefix) => Create(prefix, subscribe: true, peer: null);

    /// <summary>The message by which an XSUB undoes one subscription to <paramref name="prefix"/>.</summary>
    public static ZmqMessage Unsubscribe(ReadOnlySpan<byte> prefix) => Create(prefix, subscribe: false, peer: null);

    internal static ZmqMessage Create(ReadOnlySpan<byte> prefix, bool subscribe, ZmqPeer? peer)
    {
        var frame = new byte[1 + prefix.Length];
        frame[0] = (byte)(subscribe ? 1 : 0);
        prefix.CopyTo(frame.AsSpan(1));
        return Copy([frame], peer);
    }

    /// <summary>A message of memory that nobody will change, from <paramref name="peer"/>.</summary>
    internal static ZmqMessage Copy(IReadOnlyList<ReadOnlyMemory<byte>> frames, ZmqPeer? peer)
    {
        var memory = new byte[frames.Sum(static frame => frame.Length)];
        var places = new MessageFrame[frames.Count];
        var offset = 0;
        for (var i = 0; i < places.Length; i++)
        {
            frames[i].CopyTo(memory.AsMemory(offset));
            places[i] = new MessageFrame(offset, frames[i].Length);
            offset += frames[i].Length;
        }
        return new ZmqMessage(MessageSlab.Exact(memory, places, peer), places.Length);
    }
}
