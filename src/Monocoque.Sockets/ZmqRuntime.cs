using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Monocoque.Admission;
using Monocoque.Diagnostics;
using Monocoque.Patterns;
using Monocoque.Peers;
using Monocoque.Security;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque;

/// <summary>
/// The house of sockets: their transports, memory, clock, log and meter. A host makes one from its services; programs without a host use
/// <see cref="Default"/> or make their own.
/// </summary>
public sealed partial class ZmqRuntime : IAsyncDisposable, IDisposable
{
    private static readonly Lazy<ZmqRuntime> s_default = new(static () => new ZmqRuntime());

    private readonly ConcurrentDictionary<SocketBase, byte> _sockets = new();
    private readonly SocketTransportFactory _defaultListenerFactory;
    private readonly SocketsConnector _defaultConnector;
    private readonly ConcurrentDictionary<string, Lazy<ZapAuthenticator>> _zapClients = new(StringComparer.Ordinal);
    private readonly InprocNetwork _inproc = new();
    private readonly Lazy<ConnectionDelegate> _pipeline;
    private TaskCompletionSource _accepting = CreateOpen();
    private volatile bool _isDisposed;

    /// <summary>Makes a runtime. The options are read now and must not change later.</summary>
    public ZmqRuntime(ZmqRuntimeOptions? options = null)
    {
        Options = options ?? new ZmqRuntimeOptions();
        Pool = Options.PoisonReturnedBuffers ? new MessagePool(poisonReturned: true) : MessagePool.Shared;
        Deadlines = new DeadlineTimer(Options.TimeProvider);
        Undecided = new Entrance(
            new Refusals("(undecided)", this, Counters, events: null), WithoutOrigins(Options.Defaults), Options.TimeProvider);
        ConnectionLog = new ConnectionLog(Options.LoggerFactory);
        Log = new SocketLog(Options.LoggerFactory);
        _defaultListenerFactory = KestrelSockets.CreateListenerFactory(template: null, Options.LoggerFactory);
        _defaultConnector = new SocketsConnector(Options.LoggerFactory);
        _pipeline = new Lazy<ConnectionDelegate>(BuildPipeline);
        Metrics = new ZmqMetrics(this, Options.MeterFactory);
    }

    /// <summary>The runtime of programs without a host, made on first use.</summary>
    public static ZmqRuntime Default => s_default.Value;

    /// <summary>The options the runtime was made with.</summary>
    public ZmqRuntimeOptions Options { get; }

    internal MessagePool Pool { get; }

    /// <summary>Handshakes and heartbeats of all connections.</summary>
    internal DeadlineTimer Deadlines { get; }

    internal ConnectionLog ConnectionLog { get; }

    internal SocketLog Log { get; }

    internal ZmqMetrics Metrics { get; }

    /// <summary>What happened on connections before their socket was known.</summary>
    internal SocketCounters Counters { get; } = new();

    internal IEnumerable<SocketBase> Sockets => _sockets.Keys;

    /// <summary>How long a peer may take to say which socket it wants, where several share a listener.</summary>
    internal TimeSpan HandshakeTimeout => Options.Defaults.HandshakeTimeout;

    /// <summary>Where those come in who say only in their handshake which socket they want. Who they may be, and from where, is that socket's affair.</summary>
    internal Entrance Undecided { get; }

    /// <summary>What every connection that our own listeners accept passes: the configured middleware, then ZMTP.</summary>
    internal ConnectionDelegate ConnectionPipeline => _pipeline.Value;

    /// <summary>Completed unless a host is not ready yet.</summary>
    internal Task WhenAccepting => Volatile.Read(ref _accepting).Task;

    /// <summary>Closes all sockets, each within its linger.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await Task.WhenAll(_sockets.Keys.Select(static socket => socket.DisposeAsync().AsTask())).ConfigureAwait(false);
        _defaultConnector.Dispose();
        Deadlines.Dispose();
        Metrics.Dispose();
    }

    /// <summary>Closes all sockets at once and drops what is queued. For containers that are disposed synchronously.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var socket in _sockets.Keys)
            socket.Dispose();
        _defaultConnector.Dispose();
    }

    /// <summary>Asks the ZAP handler at an address; all sockets that ask there share it.</summary>
    internal IZmqAuthenticator GetZapClient(string endpoint) => _zapClients.GetOrAdd(
        endpoint, static (endpoint, runtime) => new Lazy<ZapAuthenticator>(() => ZapAuthenticator.Start(runtime, endpoint)), this).Value;

    internal void Forget(SocketBase socket) => _sockets.TryRemove(socket, out _);

    /// <summary>Listeners bind but accept nobody until <see cref="StartAccepting"/>. For hosts that are not ready yet.</summary>
    internal void HoldAccepting() => Volatile.Write(ref _accepting, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Ends <see cref="HoldAccepting"/>.</summary>
    internal void StartAccepting() => Volatile.Read(ref _accepting).TrySetResult();

    /// <summary>No socket accepts new connections any more; those there are go on.</summary>
    internal Task StopListeningAsync() => Task.WhenAll(_sockets.Keys.Select(static socket => socket.StopListeningAsync()));

    /// <summary>Kestrel's own rule: the last factory that can bind the endpoint.</summary>
    internal IConnectionListenerFactory GetListenerFactory(EndPoint endPoint)
    {
        if (endPoint is InprocEndPoint)
            return _inproc;
        for (var i = Options.ListenerFactories.Count - 1; i >= 0; i--)
        {
            var factory = Options.ListenerFactories[i];
            if (factory is not IConnectionListenerFactorySelector selector || selector.CanBind(endPoint))
                return factory;
        }
        return _defaultListenerFactory;
    }

    /// <summary>For connections that need a socket made here, whatever the transport of the others.</summary>
    internal SocketsConnector PlainSockets => _defaultConnector;

    /// <summary>Asks the system for the addresses of a host.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> ResolveHost { get; set; } = Dns.GetHostAddressesAsync;

    internal ValueTask<ConnectionContext> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken) =>
        (endPoint is InprocEndPoint ? _inproc : Options.ConnectionFactory ?? _defaultConnector).ConnectAsync(endPoint, cancellationToken);

    /// <summary>Completes when those who work for peers have finished what they have, and take nothing more. A host says how.</summary>
    internal Func<Task> FinishHandlersAsync { get; set; } = static () => Task.CompletedTask;

    /// <summary>
    /// Whether any of the sockets that a peer may mean takes this connection; if none does, that has been told. A place without sockets is another matter.
    /// </summary>
    internal bool MayEnter(SocketChoice? choice, ConnectionContext connection)
    {
        Objection? last = null;
        foreach (var candidate in choice?.Candidates ?? (IEnumerable<SocketBase>)_sockets.Keys)
        {
            last = candidate.Entrance.FindObjection(connection, choice?.Address);
            if (last is null)
                return true;
        }
        if (last is not { } objection)
            return true;
        Undecided.Refuse(objection, connection, choice?.Address);
        return false;
    }

    /// <summary>Which socket a peer means that came to a listener of several: the one it names, or the only one that fits it.</summary>
    /// <param name="peer">What the peer said of itself.</param>
    /// <param name="connection">Its connection. Sockets that do not take it are out of its reach.</param>
    /// <param name="choice">The sockets there are; null: all of the runtime.</param>
    /// <param name="socket">The one.</param>
    /// <param name="reason">Why there is none, for the peer.</param>
    internal bool SelectSocket(
        ZmqPeer peer, ConnectionContext connection, SocketChoice? choice, [NotNullWhen(true)] out SocketBase? socket, [NotNullWhen(false)] out string? reason)
    {
        var named = peer.Metadata.TryGetValue("Resource", out var resource) ? System.Text.Encoding.ASCII.GetString(resource.Span) : null;
        var candidates = (choice?.Candidates ?? (IEnumerable<SocketBase>)_sockets.Keys)
            .Where(static candidate => candidate.IsOpen)
            .Where(candidate => named is null || string.Equals(candidate.Name, named, StringComparison.Ordinal))
            .Where(candidate => peer.SocketType is { } type && SocketCompatibility.MayTalk(candidate.Type, type))
            .ToList();
        RemoveClosed(candidates, connection, choice?.Address);
        // The greeting came before the choice and had no mechanism, so secured sockets are out of reach, and in nobody's way.
        var hasSecured = candidates.Exists(IsSecured);
        candidates.RemoveAll(IsSecured);
        socket = candidates.Count == 1 ? candidates[0] : null;
        reason = candidates.Count switch
        {
            1 => null,
            0 when hasSecured => "This socket asks for other security",
            0 => $"No socket here talks to {peer.SocketType?.ToString() ?? "an unknown type"}",
            _ => "Several sockets here fit; name one by the Resource property",
        };
        return socket is not null;
    }

    /// <summary>If no socket is left, those that the peer meant tell that they did not take it.</summary>
    private static void RemoveClosed(List<SocketBase> candidates, ConnectionContext connection, ZmqAddress? address)
    {
        var closed = new List<(Entrance Entrance, Objection Objection)>();
        candidates.RemoveAll(candidate =>
        {
            var objection = candidate.Entrance.FindObjection(connection, address);
            if (objection is { } found)
                closed.Add((candidate.Entrance, found));
            return objection is not null;
        });
        if (candidates.Count == 0)
            closed.ForEach(refused => refused.Entrance.Refuse(refused.Objection, connection, address));
    }

    private static ZmqSocketOptions WithoutOrigins(ZmqSocketOptions defaults)
    {
        var options = defaults.Copy();
        options.AllowFrom.Clear();
        options.DenyFrom.Clear();
        options.IpcFilterUids.Clear();
        options.IpcFilterGids.Clear();
        options.IpcFilterPids.Clear();
        return options;
    }

    private static bool IsSecured(SocketBase socket) => socket.Sessions.Security.Wire != ZmtpSecurity.None;

    private ConnectionDelegate BuildPipeline()
    {
        var builder = new ConnectionBuilder(Options.Services ?? NoServices.Instance);
        Options.ConfigureConnection?.Invoke(builder);
        builder.Run(new ZmtpConnectionHandler(this).OnConnectedAsync);
        return builder.Build();
    }

    private static TaskCompletionSource CreateOpen()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private sealed class NoServices : IServiceProvider
    {
        internal static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
