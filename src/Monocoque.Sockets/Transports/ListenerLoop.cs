using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Monocoque.Admission;
using Monocoque.Patterns;
using Monocoque.Peers;

namespace Monocoque.Transports;

/// <summary>One bound address: accepts connections and has each served on its own, so that no peer can delay another's accept.</summary>
internal sealed class ListenerLoop
{
    /// <summary>How much longer than the linger the last steps of a connection may take, its middleware's included.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly SocketBase _socket;
    private readonly IConnectionListener _listener;
    private readonly ConnectionSet _connections = new();
    private readonly ConcurrentDictionary<ConnectionContext, (Task Task, AcceptDeadline Deadline)> _serving = new();
    private readonly string? _ownedPath;
    private readonly Socket? _lent;
    private Task _accepting = Task.CompletedTask;
    private Task? _stopping;
    private LingerTime _linger;
    private volatile bool _hasFailed;

    /// <param name="socket">Who listens.</param>
    /// <param name="address">The address that was asked for.</param>
    /// <param name="listener">The transport's listener.</param>
    /// <param name="lent">The socket it listens on, if that is ours; it is closed once the listener is unbound.</param>
    /// <param name="ownsPath">The socket file was made here.</param>
    private ListenerLoop(SocketBase socket, ZmqAddress address, IConnectionListener listener, Socket? lent, bool ownsPath)
    {
        _lent = lent;
        _socket = socket;
        _listener = listener;
        Address = TransportResolver.Describe(address, listener.EndPoint);
        if (ownsPath && !address.Path.StartsWith('@'))
            _ownedPath = Address.Path;
    }

    internal ZmqAddress Address { get; }

    /// <summary>Connections begin with a TLS handshake. In memory there is nobody to hide anything from.</summary>
    internal bool UsesTls => Address.IsTls && !_socket.Runtime.Options.InMemory;

    /// <summary>Whether connections are taken, or will be when the host has started.</summary>
    internal bool IsAccepting => !_hasFailed && Volatile.Read(ref _stopping) is null;

    internal static async Task<ListenerLoop> BindAsync(SocketBase socket, ZmqAddress address, CancellationToken cancellationToken)
    {
        if (address.IsTls && !socket.Runtime.Options.InMemory)
            socket.Sessions.Tls.ThrowIfCannotServe(socket.Name, address);
        var endPoint = await TransportResolver.ResolveForBindAsync(address, socket.Options, socket.Runtime.Options.InMemory, cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenAsync(socket, address, endPoint, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            throw new ZmqException(ZmqError.AddressInUse, $"{address} cannot be bound: {DescribeUse(address)}", exception);
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new ZmqException(ZmqError.AddressNotAvailable, $"{address} cannot be bound: {exception.Message}", exception);
        }
    }

    internal void Start() => _accepting = AcceptLoopAsync();

    /// <summary>No more connections; those there are go on.</summary>
    internal Task StopAsync()
    {
        lock (_connections)
            return _stopping ??= StopCoreAsync();
    }

    /// <summary>
    /// Ends the connections accepted here, after what they have taken was sent. Only then the transport's listener may go: its connections
    /// live on its memory.
    /// </summary>
    internal async Task CloseConnectionsAsync(LingerTime linger)
    {
        _linger = linger;
        var ending = _connections.StopAllAsync(linger);
        List<Task> serving = [];
        List<Task> held = [];
        foreach (var (connection, (task, deadline)) in _serving)
        {
            (deadline.IsWaiting ? held : serving).Add(task);
            // No linger is due to what middleware has not let through to ZMTP.
            if (deadline.IsWaiting)
                connection.Abort(new ConnectionAbortedException("The socket was closed."));
        }
        var isDone = await Task.WhenAll(
            EndAsync(ending, Task.WhenAll(serving), linger), TransportConnection.EndsWithinAsync(Task.WhenAll(held), s_patience, _socket)).ConfigureAwait(false);
        if (isDone.Contains(false))
            _socket.Runtime.Log.LeftBehind(_socket.Name, Address);
        await _listener.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>False: what was served is not over in time.</summary>
    private async Task<bool> EndAsync(Task ending, Task serving, LingerTime linger)
    {
        await ending.ConfigureAwait(false);
        var left = linger.Left;
        return await TransportConnection.EndsWithinAsync(serving, left == Timeout.InfiniteTimeSpan ? left : left + s_patience, _socket).ConfigureAwait(false);
    }

    private static async Task<ListenerLoop> OpenAsync(SocketBase socket, ZmqAddress address, EndPoint endPoint, CancellationToken cancellationToken)
    {
        var descriptor = endPoint is InprocEndPoint ? null : socket.TakeDescriptor();
        if (descriptor is null && endPoint is UnixDomainSocketEndPoint)
            await StaleSocketFile.RemoveAsync(address.Path, endPoint, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ListenAsync(socket, address, endPoint, descriptor, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception) when (descriptor is null && endPoint is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any)
            && exception.SocketErrorCode != SocketError.AddressAlreadyInUse)
        {
            // A machine without IPv6: all interfaces are those of IPv4.
            var any = new IPEndPoint(IPAddress.Any, ip.Port);
            return await ListenAsync(socket, address, any, descriptor: null, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<ListenerLoop> ListenAsync(
        SocketBase socket, ZmqAddress address, EndPoint endPoint, int? descriptor, CancellationToken cancellationToken)
    {
        var ownsPath = descriptor is null && endPoint is UnixDomainSocketEndPoint;
        var lent = descriptor is { } number ? ListenSocket.Adopt(number) : ListenSocket.Create(endPoint, socket.Options);
        try
        {
            if (lent is not null)
                endPoint = new FileHandleEndPoint((ulong)lent.Handle, FileHandleType.Auto);
            var listener = await socket.Runtime.GetListenerFactory(endPoint).BindAsync(endPoint, cancellationToken).ConfigureAwait(false);
            // The transport has set its own. On a socket that listens already this changes nothing else.
            if (socket.Options.Backlog is { } backlog)
                lent?.Listen(backlog);
            return new ListenerLoop(socket, address, listener, lent, ownsPath);
        }
        catch
        {
            lent?.Dispose();
            throw;
        }
    }

    private static string DescribeUse(ZmqAddress address) => address.Scheme is "inproc"
        ? "a socket of this runtime is bound to that name. Unbind it or choose another name."
        : "somebody else listens there. Stop that program or choose another address; port 0 takes a free one.";

    private async Task AcceptLoopAsync()
    {
        await _socket.Runtime.WhenAccepting.ConfigureAwait(false);
        try
        {
            while (_stopping is null && await _listener.AcceptAsync().ConfigureAwait(false) is { } connection)
            {
                var deadline = new AcceptDeadline(_socket, Address, connection);
                if (_socket.Entrance.TryEnter(connection, Address) is not { } place)
                {
                    Keep(connection, TransportConnection.CloseAsync(connection, _socket, linger: default), deadline);
                    continue;
                }
                deadline.Start();
                connection.Features.Set<IZmqSocketFeature>(new ZmqSocketFeature(_socket, Address, _connections, deadline, place));
                Keep(connection, Task.Run(() => ServeAsync(connection, deadline, place)), deadline);
            }
        }
        catch (Exception exception)
        {
            _hasFailed = true;
            _socket.Runtime.Log.AcceptFailed(_socket.Name, Address, exception);
            _socket.Events.Publish(ZmqEventKind.AcceptFailed, Address, error: exception);
        }
    }

    private async Task ServeAsync(ConnectionContext connection, AcceptDeadline deadline, HandshakePlace place)
    {
        try
        {
            var secured = UsesTls ? await SecureAsync(connection, deadline).ConfigureAwait(false) : null;
            connection = secured ?? connection;
            if (secured is not null || !UsesTls)
                await _socket.Runtime.ConnectionPipeline(connection).ConfigureAwait(false);
        }
        catch (Exception) when (deadline.HasPassed)
        {
            // Reported when it passed.
        }
        catch (Exception exception)
        {
            _socket.Runtime.ConnectionLog.ConnectionFaulted(connection.ConnectionId, exception);
        }
        deadline.End();
        place.Leave();
        await TransportConnection.CloseAsync(connection, _socket, _linger).ConfigureAwait(false);
    }

    /// <summary>
    /// TLS comes before everything else, so that middleware sees what the peer has written, and who it is. Null: there is none, which has been
    /// reported.
    /// </summary>
    private async Task<TlsConnection?> SecureAsync(ConnectionContext connection, AcceptDeadline deadline)
    {
        try
        {
            return await TlsHandshake.AcceptAsync(connection, _socket.Sessions.Tls).ConfigureAwait(false);
        }
        catch (AuthenticationException exception)
        {
            // Who stops listening ends the handshakes that are under way.
            if (IsAccepting)
                deadline.Report(exception);
            return null;
        }
        finally
        {
            deadline.IsInTls = false;
        }
    }

    private void Keep(ConnectionContext connection, Task serving, AcceptDeadline deadline)
    {
        _serving[connection] = (serving, deadline);
        _ = serving.ContinueWith(
            (_, key) => _serving.TryRemove((ConnectionContext)key!, out (Task, AcceptDeadline) _), connection,
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task StopCoreAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _listener.UnbindAsync().ConfigureAwait(false);
        // The transport has let go of it; as long as it is open the system takes connections that nobody will accept.
        _lent?.Dispose();
        if (_socket.Runtime.WhenAccepting.IsCompleted)
            await _accepting.ConfigureAwait(false);
        if (_ownedPath is not null)
            File.Delete(_ownedPath);
    }
}
