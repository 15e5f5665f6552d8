namespace Monocoque;

/// <summary>What a health check of sockets looks at. Set by <c>AddHealthChecks().AddZmq(…)</c>.</summary>
public sealed class ZmqHealthCheckOptions
{
    /// <summary>The names of the sockets to look at. Empty, the default: all that are declared, configured or mapped.</summary>
    public IList<string> Sockets { get; } = [];

    /// <summary>How many peers each of the sockets needs, whoever connected to whom; with fewer it is unhealthy. Default 0: it may be alone.</summary>
    public int MinimumPeers { get; set; }

    /// <summary>
    /// How long an address we connect to may be without a peer before the socket is degraded. Default 30 seconds; <see cref="Timeout.InfiniteTimeSpan"/>: for ever.
    /// </summary>
    public TimeSpan ConnectGracePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How full a queue may be before the socket is degraded, as a share of its high-water mark (<see cref="ZmqSocketOptions.SendHighWaterMark"/>,
    /// <see cref="ZmqSocketOptions.ReceiveHighWaterMark"/>), above 0 and up to 1. Default 0.9. What is received counts by the fullest queue, since the application
    /// takes from all in turn; what is sent by the emptiest, since one slow peer is no fault of ours. Queues without a mark are not looked at.
    /// </summary>
    public double QueueThreshold { get; set; } = 0.9;

    /// <summary>What is wrong with the options; null if nothing is.</summary>
    internal string? FindMistake()
    {
        if (MinimumPeers < 0)
            return $"{nameof(MinimumPeers)} is {MinimumPeers}. Give 0 or more.";
        if (ConnectGracePeriod < TimeSpan.Zero && ConnectGracePeriod != Timeout.InfiniteTimeSpan)
            return $"{nameof(ConnectGracePeriod)} is {ConnectGracePeriod}. Give zero, more, or Timeout.InfiniteTimeSpan.";
        return QueueThreshold is > 0 and <= 1 ? null : $"{nameof(QueueThreshold)} is {QueueThreshold}. Give a share of the high-water mark above 0 and up to 1.";
    }
}
