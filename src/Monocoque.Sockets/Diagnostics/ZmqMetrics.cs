using System.Diagnostics;
using System.Diagnostics.Metrics;
using Monocoque.Admission;
using Monocoque.Patterns;

namespace Monocoque.Diagnostics;

/// <summary>
/// The meter <c>Monocoque</c>. Sockets count in plain fields; the instruments read those when somebody collects, so that a message costs no
/// instrument. Tags: the socket's name and type, never a topic.
/// </summary>
internal sealed class ZmqMetrics : IDisposable
{
    private readonly ZmqRuntime _runtime;
    private readonly Meter? _owned;
    private readonly Histogram<double> _handshakes;

    internal ZmqMetrics(ZmqRuntime runtime, IMeterFactory? factory)
    {
        _runtime = runtime;
        var options = new MeterOptions("Monocoque");
        _owned = factory is null ? new Meter(options) : null;
        var meter = _owned ?? factory!.Create(options);
        Observe(meter, "messaging.client.sent.messages", "{message}", "Messages handed to a connection.", static socket => socket.Counters.Sent);
        Observe(meter, "messaging.client.consumed.messages", "{message}", "Messages given out to receivers.", static socket => socket.FairQueue.Taken);
        meter.CreateObservableCounter("zmq.handshakes.failed", ObserveHandshakes, "{handshake}", "Connections that ended in the handshake.");
        Observe(meter, "zmq.protocol.errors", "{connection}", "Connections closed because the peer broke the protocol.", static socket => socket.Counters.ProtocolErrors);
        Observe(
            meter, "zmq.heartbeat.timeouts", "{connection}", "Connections closed because the peer was silent for too long.",
            static socket => socket.Counters.HeartbeatTimeouts);
        Observe(
            meter, "zmq.message.timeouts", "{connection}", "Connections closed because the peer fell silent in the middle of a message.",
            static socket => socket.Counters.MessageTimeouts);
        Observe(meter, "zmq.reconnects", "{attempt}", "Repeated attempts to connect.", static socket => socket.Counters.Reconnects);
        Observe(meter, "zmq.routing_id.duplicates", "{connection}", "Connections refused for a routing id in use.", static socket => socket.Counters.DuplicateRoutingIds);
        meter.CreateObservableCounter("zmq.connections.refused", ObserveRefused, "{connection}", "Connections closed before a word was said on them, by reason.");
        Observe(
            meter, "zmq.authentications.failed", "{connection}", "Peers that an authenticator of ours refused.", static socket => socket.Counters.AuthenticationsFailed);
        Observe(meter, "zmq.zap.faults", "{reply}", "Replies of a ZAP handler that broke its protocol.", static socket => socket.Counters.ZapFaults);
        meter.CreateObservableCounter("zmq.authorizations.failed", ObserveRefusals, "{connection}", "Peers that a policy did not let in, by reason.");
        Observe(meter, "zmq.monitor.events.lost", "{event}", "Events that slow monitors missed.", static socket => socket.Events.Lost);
        meter.CreateObservableCounter("zmq.io", ObserveOctets, "By", "Octets read from connections, and octets of the messages handed to them.");
        _handshakes = meter.CreateHistogram("zmq.handshake.duration", "s", "How long handshakes took, those that failed too.", tags: null, s_seconds);
        meter.CreateObservableUpDownCounter(
            "zmq.connections", () => Measure(static socket => socket.Counters.Connections), "{connection}", "Peers after their handshake.");
        meter.CreateObservableUpDownCounter("zmq.queue.length", ObserveQueues, "{message}", "Messages that wait.");
        meter.CreateObservableCounter("zmq.messages.dropped", ObserveDrops, "{message}", "Messages that were not delivered, by reason.");
    }

    /// <summary>Seconds, from those of a handshake in one data centre to those of a timeout.</summary>
    private static readonly InstrumentAdvice<double> s_seconds =
        new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    /// <summary>When a handshake began; null if nobody wants to know how long it takes.</summary>
    internal long? StartHandshake() => _handshakes.Enabled ? _runtime.Options.TimeProvider.GetTimestamp() : null;

    /// <param name="started">What <see cref="StartHandshake"/> said.</param>
    /// <param name="socket">Which socket it was with, if that was known.</param>
    /// <param name="address">Where we listen or connected to.</param>
    /// <param name="error">Why it failed, in one of a few words; null: it did not.</param>
    internal void EndHandshake(long? started, SocketBase? socket, ZmqAddress? address, string? error)
    {
        if (started is not { } timestamp)
            return;
        var tags = new TagList(socket is null ? [new("messaging.system", "zeromq")] : Tags(socket));
        if (address is not null)
            tags.Add("server.address", address.Port is null ? address.Path : address.Host);
        if (address?.Port is { } port)
            tags.Add("server.port", port);
        if (error is not null)
            tags.Add("error.type", error);
        _handshakes.Record(_runtime.Options.TimeProvider.GetElapsedTime(timestamp).TotalSeconds, tags);
    }

    private void Observe(Meter meter, string name, string unit, string description, Func<SocketBase, long> read) =>
        meter.CreateObservableCounter(name, () => Measure(read), unit, description);

    private IEnumerable<Measurement<long>> Measure(Func<SocketBase, long> read)
    {
        foreach (var socket in _runtime.Sockets)
            yield return new Measurement<long>(read(socket), Tags(socket));
    }

    /// <summary>A factory's meter is the factory's to end.</summary>
    public void Dispose() => _owned?.Dispose();

    /// <summary>Those that failed before their socket was known carry no socket.</summary>
    private IEnumerable<Measurement<long>> ObserveHandshakes() =>
        Measure(static socket => socket.Counters.HandshakesFailed)
            .Append(new Measurement<long>(_runtime.Counters.HandshakesFailed, new KeyValuePair<string, object?>("messaging.system", "zeromq")));

    private IEnumerable<Measurement<long>> ObserveRefused()
    {
        foreach (var reason in Enum.GetValues<RefusalReason>())
        {
            var tag = new KeyValuePair<string, object?>("error.type", ToTag(reason));
            foreach (var socket in _runtime.Sockets)
                yield return new Measurement<long>(socket.Counters.GetRefused(reason), [.. Tags(socket), tag]);
            // Those that came to a listener of several sockets carry none.
            yield return new Measurement<long>(_runtime.Counters.GetRefused(reason), new("messaging.system", "zeromq"), tag);
        }
    }

    private IEnumerable<Measurement<long>> ObserveQueues()
    {
        foreach (var socket in _runtime.Sockets)
        {
            yield return new Measurement<long>(socket.SendQueueLength, [.. Tags(socket), new("network.io.direction", "transmit")]);
            yield return new Measurement<long>(socket.FairQueue.Count, [.. Tags(socket), new("network.io.direction", "receive")]);
        }
    }

    private IEnumerable<Measurement<long>> ObserveOctets()
    {
        foreach (var socket in _runtime.Sockets)
        {
            yield return new Measurement<long>(socket.Counters.OctetsSent, [.. Tags(socket), new("network.io.direction", "transmit")]);
            yield return new Measurement<long>(socket.Counters.OctetsReceived, [.. Tags(socket), new("network.io.direction", "receive")]);
        }
    }

    private IEnumerable<Measurement<long>> ObserveDrops()
    {
        foreach (var socket in _runtime.Sockets)
        {
            foreach (var reason in Enum.GetValues<DropReason>())
                yield return new Measurement<long>(socket.Counters.GetDropped(reason), [.. Tags(socket), new("error.type", ToTag(reason))]);
        }
    }

    private IEnumerable<Measurement<long>> ObserveRefusals()
    {
        foreach (var socket in _runtime.Sockets)
        {
            foreach (var reason in Enum.GetValues<AuthorizationFailure>())
                yield return new Measurement<long>(socket.Counters.GetAuthorizationsFailed(reason), [.. Tags(socket), new("error.type", ToTag(reason))]);
        }
    }

    private static KeyValuePair<string, object?>[] Tags(SocketBase socket) =>
    [
        new("messaging.system", "zeromq"),
        new("messaging.destination.name", socket.Name),
        new("zmq.socket.type", socket.Type.ToString().ToUpperInvariant()),
    ];

    private static string ToTag(AuthorizationFailure reason) => reason switch
    {
        AuthorizationFailure.Denied => "denied",
        AuthorizationFailure.Error => "error",
        _ => "unanswered",
    };

    private static string ToTag(RefusalReason reason) => reason switch
    {
        RefusalReason.Address => "address",
        RefusalReason.Process => "ipc_filter",
        RefusalReason.Handshakes => "max_handshakes",
        RefusalReason.HandshakesOfAddress => "max_handshakes_per_address",
        RefusalReason.HandshakeRate => "max_handshake_rate_per_address",
        _ => "max_connections",
    };

    internal static string ToTag(DropReason reason) => reason switch
    {
        DropReason.HighWaterMark => "high_water_mark",
        DropReason.NoRoute => "no_route",
        DropReason.ConnectionLost => "connection_lost",
        DropReason.Closed => "closed",
        DropReason.Refused => "refused",
        DropReason.Conflated => "conflated",
        _ => "unexpected",
    };
}
