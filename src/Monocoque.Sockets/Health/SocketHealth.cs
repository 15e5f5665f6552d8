using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monocoque.Diagnostics;
using Monocoque.Hosting;
using Monocoque.Patterns;

namespace Monocoque.Health;

/// <summary>Judges one socket at one moment.</summary>
internal sealed class SocketHealth
{
    private readonly SocketPlan _plan;
    private readonly SocketBase _socket;
    private readonly SocketSnapshot _now;
    private readonly List<string> _problems = [];

    internal SocketHealth(SocketPlan plan, SocketBase socket, IReadOnlyList<SocketWork> work, ZmqHealthCheckOptions options)
    {
        _plan = plan;
        _socket = socket;
        _now = socket.TakeSnapshot();
        if (!_now.IsOpen)
        {
            Add(HealthStatus.Unhealthy, "is closed");
            return;
        }
        CheckAddresses(options);
        CheckQueues(options);
        if (_now.Peers.Count(static peer => peer.IsConnected) is var peers && peers < options.MinimumPeers)
            Add(HealthStatus.Unhealthy, $"has {peers} of {options.MinimumPeers} peers");
        if (work.FirstOrDefault(static work => work.Fault is not null).Fault is { } fault)
            Add(HealthStatus.Unhealthy, $"has lost a handler: {fault}");
        Handlers = work.Count;
    }

    internal HealthStatus Status { get; private set; } = HealthStatus.Healthy;

    /// <summary>What is wrong; empty if nothing is.</summary>
    internal string Problems => _problems.Count == 0 ? "" : $"{_plan} {string.Join(", ", _problems)}";

    private int Handlers { get; }

    /// <summary>The facts, in types that any serializer knows.</summary>
    internal IReadOnlyDictionary<string, object> Describe() => new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["type"] = _plan.Type.ToDisplayName(),
        ["status"] = Status.ToString(),
        ["bound"] = _now.Listeners.Select(static listener => listener.Address.ToString()).ToArray(),
        ["connects"] = _now.Connectors.Select(static connector => connector.Address.ToString()).ToArray(),
        ["peers"] = _now.Peers.Count(static peer => peer.IsConnected),
        ["handlers"] = Handlers,
        ["sendQueueLength"] = _now.Peers.Sum(static peer => (long)peer.SendQueueLength),
        ["receiveQueueLength"] = _now.Peers.Sum(static peer => (long)peer.ReceiveQueueLength),
        ["dropped"] = _socket.Counters.TotalDropped,
        ["reconnects"] = _socket.Counters.Reconnects,
    };

    private void CheckAddresses(ZmqHealthCheckOptions options)
    {
        if (!_plan.IsOpen)
            Add(HealthStatus.Unhealthy, "is not open yet: the host is starting");
        foreach (var (address, isAccepting) in _now.Listeners)
        {
            if (!isAccepting)
                Add(HealthStatus.Unhealthy, $"no longer accepts connections on {address}");
        }
        foreach (var address in _now.GivenUp)
            Add(HealthStatus.Unhealthy, $"has given up {address}");
        foreach (var (address, isConnected, time) in _now.Connectors)
        {
            if (!isConnected && options.ConnectGracePeriod != Timeout.InfiniteTimeSpan && time > options.ConnectGracePeriod)
                Add(HealthStatus.Degraded, string.Create(CultureInfo.InvariantCulture, $"has had no peer at {address} for {time.TotalSeconds:0} s"));
        }
    }

    private void CheckQueues(ZmqHealthCheckOptions options)
    {
        var connected = _now.Peers.Where(static peer => peer.IsConnected).ToList();
        if (connected.Count == 0)
            return;
        var received = connected.Max(static peer => peer.ReceiveQueueLength);
        var unsent = connected.Min(static peer => peer.SendQueueLength);
        if (_now.ReceiveHighWaterMark > 0 && received >= options.QueueThreshold * _now.ReceiveHighWaterMark)
            Add(HealthStatus.Degraded, $"has {received} messages of one peer to take, of {_now.ReceiveHighWaterMark} that are allowed");
        if (_now.SendHighWaterMark > 0 && unsent >= options.QueueThreshold * _now.SendHighWaterMark)
            Add(HealthStatus.Degraded, $"has {unsent} messages or more to send to every peer, of {_now.SendHighWaterMark} that are allowed");
    }

    private void Add(HealthStatus status, string problem)
    {
        // The worst is the lowest.
        Status = status < Status ? status : Status;
        _problems.Add(problem);
    }
}
