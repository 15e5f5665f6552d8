using Monocoque.Hosting;
using Monocoque.Patterns;
using Monocoque.Zmtp;

namespace Monocoque;

/// <content>Heartbeats, attempts to connect, versions, and memory.</content>
internal sealed partial class ZmqSocketOptionsValidator
{
    private static readonly TimeSpan s_tenth = TimeSpan.FromMilliseconds(100);

    /// <summary>65 535 tenths of a second.</summary>
    private static readonly TimeSpan s_longestTtl = ushort.MaxValue * s_tenth;

    private void CheckLiveness(ZmqSocketType? type)
    {
        CheckTime(nameof(_options.HeartbeatInterval), _options.HeartbeatInterval, zero: "no heartbeats", orElse: null);
        if (_options.HeartbeatTimeout is { } timeout)
            CheckTime(nameof(_options.HeartbeatTimeout), timeout, zero: null, orElse: "null for the interval");
        CheckTime(nameof(_options.ConnectTimeout), _options.ConnectTimeout, zero: "no limit of ours", orElse: null);
        if (_options.StalledMessageTimeout != Timeout.InfiniteTimeSpan)
            CheckTime(nameof(_options.StalledMessageTimeout), _options.StalledMessageTimeout, zero: null, orElse: "Timeout.InfiniteTimeSpan for no limit");
        // Of the others it is told already that they have no heartbeats.
        if (type is not (ZmqSocketType.Stream or ZmqSocketType.Radio or ZmqSocketType.Dish))
        {
            CheckHeartbeatCompanion(nameof(_options.HeartbeatTimeout), _options.HeartbeatTimeout is not null);
            CheckHeartbeatCompanion(nameof(_options.HeartbeatTtl), _options.HeartbeatTtl != TimeSpan.Zero);
        }
        if (_options.HeartbeatTtl != TimeSpan.Zero && (_options.HeartbeatTtl < s_tenth || _options.HeartbeatTtl > s_longestTtl))
            Fault($"{nameof(_options.HeartbeatTtl)} is {_options.HeartbeatTtl}. Use 0 for none, or 0.1 to 6553.5 seconds: it is sent in tenths of a second.");
        const ZmqReconnectStop AllStops = ZmqReconnectStop.ConnectionRefused | ZmqReconnectStop.HandshakeFailed | ZmqReconnectStop.AfterDisconnect;
        if ((_options.ReconnectStop & ~AllStops) != ZmqReconnectStop.None)
            Fault($"{nameof(_options.ReconnectStop)} is {_options.ReconnectStop}. Combine ConnectionRefused, HandshakeFailed and AfterDisconnect, or use None.");
        if (_options.MinimumZmtpVersion is null || WireVersions.Parse(_options.MinimumZmtpVersion) == WireVersion.Unknown)
            Fault($"{nameof(_options.MinimumZmtpVersion)} is {_options.MinimumZmtpVersion?.ToString() ?? "null"}. Use 2.0, 3.0 or 3.1.");
        CheckMemory(type);
    }

    private void CheckHeartbeatCompanion(string option, bool isSet)
    {
        if (isSet && _options.HeartbeatInterval == TimeSpan.Zero)
            Fault($"{option} is set, but {nameof(_options.HeartbeatInterval)} is 0, so nothing is sent. Set the interval too, or remove the option.");
    }

    private void CheckMemory(ZmqSocketType? type)
    {
        CheckOctets(nameof(_options.SendHighWaterMarkBytes), _options.SendHighWaterMarkBytes);
        CheckOctets(nameof(_options.ReceiveHighWaterMarkBytes), _options.ReceiveHighWaterMarkBytes);
        CheckOctets(nameof(_options.MemoryBudget), _options.MemoryBudget);
        if (_options.MaxSubscriptionsPerPeer < 0)
            Fault($"{nameof(_options.MaxSubscriptionsPerPeer)} is {_options.MaxSubscriptionsPerPeer}. Use 0 for no limit, or a number of subscriptions.");
        if (type is not { } known)
            return;
        var ours = known.ToDisplayName();
        if (known.HasConnections() && !known.HasSendQueues() && _options.SendHighWaterMarkBytes != 0)
            Fault($"{nameof(_options.SendHighWaterMarkBytes)} is set, but a {ours} socket sends no messages. Remove the option.");
        if (!known.Receives() && _options.ReceiveHighWaterMarkBytes != 0)
            Fault($"{nameof(_options.ReceiveHighWaterMarkBytes)} is set, but a {ours} socket receives no messages. Remove the option.");
    }

    private void CheckOctets(string option, long value)
    {
        if (value < 0)
            Fault($"{option} is {value}. Use 0 for no limit, or a number of octets.");
    }
}
