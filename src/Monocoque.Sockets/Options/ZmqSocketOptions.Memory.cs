namespace Monocoque;

/// <content>Memory: bounds in octets beside the high-water marks, which count messages.</content>
public sealed partial class ZmqSocketOptions
{
    /// <summary>
    /// The most octets that wait to be sent to one peer; 0: no limit. Counts beside <see cref="SendHighWaterMark"/>, whichever is reached first, and
    /// as it does the pattern waits or drops then. A queue below the mark takes a message of any size. Default 0. No libzmq option.
    /// </summary>
    public long SendHighWaterMarkBytes { get; set; }

    /// <summary>
    /// The most octets received from one peer that wait to be taken; at the mark the connection is no longer read; 0: no limit. Counts beside
    /// <see cref="ReceiveHighWaterMark"/>. Default 0. No libzmq option.
    /// </summary>
    public long ReceiveHighWaterMarkBytes { get; set; }

    /// <summary>
    /// The most octets in all queues of the socket together, both ways; 0: no limit. A queue is full when it holds as much as is left of the
    /// budget, so that peers that do not read leave room for those that do; one queue alone can hold half of it. At the bound the pattern waits or
    /// drops as at a high-water mark, and connections are no longer read. Default 0. No libzmq option.
    /// </summary>
    public long MemoryBudget { get; set; }

    /// <summary>
    /// PUB, XPUB: the most subscriptions one peer may hold; a peer that makes more is disconnected, which shows as a protocol error; 0: no limit.
    /// Default 100 000. No libzmq option.
    /// </summary>
    public int MaxSubscriptionsPerPeer { get; set; } = 100_000;
}
