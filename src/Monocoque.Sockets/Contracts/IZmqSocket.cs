namespace Monocoque;

/// <summary>
/// What every ZeroMQ socket has. Sockets are safe for any number of concurrent callers. The interfaces are for use and for faking in
/// tests; they may gain members with default implementations.
/// <para>
/// <see cref="IDisposable.Dispose"/> closes now and drops what is queued; <see cref="IAsyncDisposable.DisposeAsync"/> first sends what is
/// queued, for as long as <see cref="ZmqSocketOptions.Linger"/> allows. Both may be called more than once.
/// </para>
/// </summary>
public interface IZmqSocket : IAsyncDisposable, IDisposable
{
    /// <summary>The name the socket was registered under; a generated one for sockets made by hand.</summary>
    string Name { get; }

    /// <summary>The pattern.</summary>
    ZmqSocketType Type { get; }

    /// <summary>
    /// Where the socket listens, with the real ports, in the order of binding (each one's <c>ZMQ_LAST_ENDPOINT</c>). Also addresses bound from configuration.
    /// </summary>
    IReadOnlyList<ZmqAddress> BoundAddresses { get; }

    /// <summary>
    /// Listens on <paramref name="address"/> and returns it with the real port (<c>zmq_bind</c>). Mostly called by its ZeroMQ name,
    /// <see cref="ZmqSocketExtensions.BindAsync"/>.
    /// </summary>
    /// <param name="address"><c>tcp://*:5555</c>, <c>tcp://127.0.0.1:0</c>, <c>tcp://[::1]:5555</c>, <c>ipc:///run/orders.sock</c>.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    /// <exception cref="ZmqException">The address cannot be bound, or the socket is closed.</exception>
    ValueTask<ZmqAddress> BindToAsync(string address, CancellationToken cancellationToken = default);

    /// <summary>Connects in the background, and again whenever the connection is lost (<c>zmq_connect</c>). Returns at once.</summary>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    /// <exception cref="ZmqException">The address cannot be connected to (a wildcard), or the socket is closed.</exception>
    void Connect(string address);

    /// <summary>As <see cref="Connect"/>, and waits for the first completed handshake. Cancelling stops the wait, not the connecting.</summary>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    /// <exception cref="ZmqException">The address cannot be connected to, or the socket is closed.</exception>
    ValueTask ConnectAsync(string address, CancellationToken cancellationToken = default);

    /// <summary>Stops listening on an address of <see cref="BoundAddresses"/>, and closes the connections accepted there (<c>zmq_unbind</c>).</summary>
    /// <exception cref="ZmqException"><see cref="ZmqError.NotFound"/>: the socket does not listen there.</exception>
    ValueTask UnbindAsync(string address, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends an earlier <see cref="Connect"/> (<c>zmq_disconnect</c>). What is queued for that peer is sent first, within
    /// <see cref="ZmqSocketOptions.Linger"/>.
    /// </summary>
    /// <exception cref="ZmqException"><see cref="ZmqError.NotFound"/>: the socket was not connected there.</exception>
    ValueTask DisconnectAsync(string address, CancellationToken cancellationToken = default);

    /// <summary>
    /// What happens to the socket's connections from now on (<c>zmq_socket_monitor</c>). Each caller has a buffer of 256 events; a caller
    /// that falls behind loses the oldest, nobody else anything: the next event tells how many (<see cref="ZmqEvent.Missed"/>), and
    /// <c>zmq.monitor.events.lost</c> counts them. Ends when the socket is closed.
    /// </summary>
    IAsyncEnumerable<ZmqEvent> MonitorAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// The peers now, with what waits for and from each (<c>zmq_socket_monitor_pipes_stats</c>): everybody connected, and the addresses we connect to also while
    /// nobody is there.
    /// </summary>
    /// <exception cref="NotSupportedException">The socket is a fake that does not know.</exception>
    IReadOnlyList<ZmqPeerStatus> GetPeers() => throw new NotSupportedException($"{GetType().Name} does not tell its peers.");

    /// <summary>
    /// Changes options while the socket lives (<c>zmq_setsockopt</c>): <c>socket.ChangeOptions(o => o.SendHighWaterMark = 5000)</c>. Those that act at once are
    /// Linger, both high-water marks, both timeouts, RouterMandatory, RouterHandover, ProbeRouter (for connections to come), and RequestCorrelate,
    /// RequestRelaxed, RequestRetry. Either all changes are made or none.
    /// </summary>
    /// <param name="change">Is given a copy of the options, and is called before the call returns.</param>
    /// <exception cref="ZmqException"><see cref="ZmqError.NotSupported"/>: another option was changed; or the socket is closed.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value is wrong, or not for this pattern.</exception>
    /// <exception cref="NotSupportedException">The socket is a fake that has no options.</exception>
    void ChangeOptions(Action<ZmqSocketOptions> change) => throw new NotSupportedException($"{GetType().Name} has no options to change.");
}
