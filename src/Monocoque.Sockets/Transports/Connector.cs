using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Monocoque.Patterns;
using Monocoque.Peers;
using Monocoque.Zmtp;

namespace Monocoque.Transports;

/// <summary>
/// One <c>Connect</c>: keeps a connection to an address, again and again, until it is closed or the socket's options say that it is enough. The wait
/// between attempts starts over only after a completed handshake, so a peer that accepts and drops is not hammered.
/// </summary>
internal sealed class Connector
{
    private readonly SocketBase _socket;
    private readonly ReconnectDelay _delay;
    private readonly TaskCompletionSource _firstHandshake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private PeerConnection? _connection;

    /// <summary>Why the last attempt made no connection; null if it did.</summary>
    private Exception? _fault;

    private LingerTime _linger;
    private Task _running = Task.CompletedTask;
    private volatile bool _isLeaving;
    private bool _isDenied;

    internal Connector(SocketBase socket, ZmqAddress address, Pipe pipe)
    {
        _socket = socket;
        Address = address;
        Pipe = pipe;
        _delay = new ReconnectDelay(socket.Options.ReconnectInterval, socket.Options.ReconnectIntervalMax);
    }

    internal ZmqAddress Address { get; }

    internal Pipe Pipe { get; }

    /// <summary>Completes with the first handshake; fails if it is given up before.</summary>
    internal Task FirstHandshake => _firstHandshake.Task;

    internal void Start() => _running = Task.Run(RunAsync);

    /// <summary>As <see cref="EndAsync"/>, because the application gives the address up.</summary>
    internal Task CloseAsync(TimeSpan linger, CancellationToken cancellationToken)
    {
        _isLeaving = true;
        return EndAsync(new LingerTime(_socket.Runtime.Options.TimeProvider, linger), cancellationToken);
    }

    /// <summary>
    /// Waits until what is queued has left and the peer has read it, at most for <paramref name="linger"/>, then ends the connection and the attempts.
    /// <paramref name="cancellationToken"/> ends the linger.
    /// </summary>
    internal async Task EndAsync(LingerTime linger, CancellationToken cancellationToken)
    {
        try
        {
            if (linger.Left is var left && left != TimeSpan.Zero && !IsLeft)
                await Task.WhenAny(Pipe.Outbox.WhenDrained(), _running).WaitAsync(left, _socket.Runtime.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is left is counted when the pipe is cleared.
        }
        catch (OperationCanceledException)
        {
            linger = default;
            throw;
        }
        finally
        {
            _linger = linger;
            await _stop.CancelAsync().ConfigureAwait(false);
            Volatile.Read(ref _connection)?.Stop(linger);
            await using (cancellationToken.UnsafeRegister(static connector => Volatile.Read(ref ((Connector)connector!)._connection)?.Stop(), this).ConfigureAwait(false))
                await _running.ConfigureAwait(false);
        }
    }

    private async Task RunAsync()
    {
        var isGivenUp = false;
        await _socket.WhenConnecting.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!_stop.IsCancellationRequested)
        {
            // A peer that we would turn away is not to take us in first: what it was sent next could go to the connection it has of us already.
            var outcome = _socket.HasPlaceFor(Pipe) ? await AttemptAsync().ConfigureAwait(false) : ConnectOutcome.Unreachable;
            isGivenUp = !_stop.IsCancellationRequested && IsGivenUp(outcome);
            _isDenied = outcome == ConnectOutcome.Denied;
            if (isGivenUp || _stop.IsCancellationRequested || !await WaitAsync(_delay.Next(outcome)).ConfigureAwait(false))
                break;
        }
        // Whoever waits for the first handshake learns it; if nobody does, the exception is observed here.
        if (_firstHandshake.TrySetException(CreateGivenUp(isGivenUp)))
            _ = _firstHandshake.Task.Exception;
        if (isGivenUp && !_isLeaving)
            _socket.GiveUp(this);
    }

    /// <summary>Disconnected by the application, and without a connection for what is still queued, which is not to get another.</summary>
    private bool IsLeft => _isLeaving && Pipe.Connection is null && StopsAt(ZmqReconnectStop.AfterDisconnect);

    private bool StopsAt(ZmqReconnectStop condition) => (_socket.Options.ReconnectStop & condition) != ZmqReconnectStop.None;

    /// <summary>Whether the options end the attempts after one that ended like this.</summary>
    private bool IsGivenUp(ConnectOutcome outcome) => _socket.Options.ReconnectInterval == Timeout.InfiniteTimeSpan || IsLeft || outcome switch
    {
        ConnectOutcome.Denied => true,
        ConnectOutcome.NobodyThere => StopsAt(ZmqReconnectStop.ConnectionRefused),
        ConnectOutcome.Refused or ConnectOutcome.NoHandshake => StopsAt(ZmqReconnectStop.HandshakeFailed),
        _ => false,
    };

    private ZmqException CreateGivenUp(bool isGivenUp)
    {
        if (isGivenUp && _isDenied)
        {
            return new ZmqException(
                ZmqError.Refused,
                $"Socket '{_socket.Name}' may not connect to {Address}: the authenticator there refused our credentials."
                + $" Correct {nameof(ZmqSocketOptions.Security)}, or have them accepted there, and connect again.");
        }
        if (isGivenUp)
        {
            return new ZmqException(
                ZmqError.HostUnreachable,
                $"Socket '{_socket.Name}' gave up {Address} before there was a handshake, as ReconnectInterval or ReconnectStop say. Connect again to try anew.",
                _fault);
        }
        return _socket.IsOpen
            ? new ZmqException(ZmqError.Terminated, $"Socket '{_socket.Name}' was disconnected from {Address} before there was a handshake.")
            : _socket.CreateTerminated();
    }

    private async Task<bool> WaitAsync(TimeSpan wait)
    {
        _socket.Counters.AddReconnect();
        _socket.Runtime.Log.ReconnectIn(_socket.Name, Address, wait.TotalMilliseconds);
        _socket.Events.Publish(ZmqEventKind.ConnectRetried, Address, error: _fault, retryIn: wait);
        try
        {
            await Task.Delay(wait, _socket.Runtime.Options.TimeProvider, _stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<ConnectOutcome> AttemptAsync()
    {
        _socket.Events.Publish(ZmqEventKind.Connecting, Address);
        _fault = null;
        ConnectionContext transport;
        try
        {
            transport = await ConnectAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!_stop.IsCancellationRequested)
                _socket.Runtime.Log.ConnectFailed(_socket.Name, Address, exception.Message);
            _fault = exception;
            if (exception is WebSocketRefusedException refused)
                _socket.ReportNoWebSocket(Address, refused, local: null, remote: null);
            return TransportResolver.IsRefusal(exception) ? ConnectOutcome.NobodyThere : ConnectOutcome.Unreachable;
        }
        var (outcome, last) = await UseAsync(transport).ConfigureAwait(false);
        await TransportConnection.CloseAsync(last, _socket, _linger).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>A name is resolved anew by every attempt.</summary>
    private async Task<ConnectionContext> ConnectAsync()
    {
        var timeout = _socket.Options.ConnectTimeout;
        if (timeout == TimeSpan.Zero)
            return await Dialer.ConnectAsync(_socket, Address, _stop.Token).ConfigureAwait(false);
        using var tooLate = new CancellationTokenSource(timeout, _socket.Runtime.Options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, _stop.Token);
        try
        {
            return await Dialer.ConnectAsync(_socket, Address, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!_stop.IsCancellationRequested)
        {
            throw new TimeoutException($"There was no connection within {timeout.TotalSeconds:0.###} s.", exception);
        }
    }

    /// <summary>Speaks over a connection until its end. Also says what there is to close: the connection, or what stands on it.</summary>
    private async Task<(ConnectOutcome Outcome, ConnectionContext Last)> UseAsync(ConnectionContext transport)
    {
        // A connect to a free port of this machine can meet itself (simultaneous open).
        if (transport.LocalEndPoint is { } local && local.Equals(transport.RemoteEndPoint) && local is System.Net.IPEndPoint)
            return (ConnectOutcome.NobodyThere, transport);
        _socket.Events.Publish(ZmqEventKind.Connected, Address, connection: transport);
        if (!Address.IsTls || _socket.Runtime.Options.InMemory)
            return (await ServeAsync(transport, handshakeDue: null).ConfigureAwait(false), transport);
        var timeout = _socket.Options.HandshakeTimeout;
        TimeSpan? due = timeout == Timeout.InfiniteTimeSpan ? null : _socket.Runtime.Deadlines.Now + timeout;
        if (await SecureAsync(transport, timeout).ConfigureAwait(false) is not { } secured)
            return (ConnectOutcome.Refused, transport);
        var outcome = await ServeAsync(secured, due).ConfigureAwait(false);
        // A server says only after the handshake of TLS that it does not take our certificate, and each attempt has it compute.
        return (outcome == ConnectOutcome.NoHandshake ? ConnectOutcome.Refused : outcome, secured);
    }

    /// <summary>Null: there is no TLS, which has been reported.</summary>
    private async Task<TlsConnection?> SecureAsync(ConnectionContext transport, TimeSpan timeout)
    {
        using var tooLate = new CancellationTokenSource(timeout, _socket.Runtime.Options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, _stop.Token);
        Exception fault;
        try
        {
            return await TlsHandshake.ConnectAsync(transport, _socket.Sessions.Tls, Address, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException exception)
        {
            fault = new TimeoutException("The TLS handshake was not done in time.", exception);
        }
        catch (AuthenticationException exception)
        {
            fault = exception;
        }
        _fault = fault;
        _socket.Counters.AddHandshakeFailed();
        _socket.Runtime.ConnectionLog.NoTls(_socket.Name, Address, fault.Message);
        _socket.Events.Publish(ZmqEventKind.HandshakeFailed, Address, peer: null, fault, transport);
        return null;
    }

    private async Task<ConnectOutcome> ServeAsync(ConnectionContext transport, TimeSpan? handshakeDue)
    {
        var connection = new PeerConnection(_socket.Runtime, transport, _socket, Address, Pipe, set: null)
        {
            HandshakeDone = _firstHandshake,
            HandshakeDue = handshakeDue,
        };
        Volatile.Write(ref _connection, connection);
        if (_stop.IsCancellationRequested)
            connection.Stop();
        await connection.RunAsync().ConfigureAwait(false);
        Volatile.Write(ref _connection, null);
        if (connection.IsDenied)
            return ConnectOutcome.Denied;
        if (connection.Peer is null)
            return connection.ProtocolError != ZmtpError.None ? ConnectOutcome.Refused : ConnectOutcome.NoHandshake;
        return connection.ProtocolError != ZmtpError.None ? ConnectOutcome.Broken : ConnectOutcome.Served;
    }
}
