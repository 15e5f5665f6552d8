using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Monocoque.Admission;
using Monocoque.Patterns;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>
/// Runs one <see cref="ZmtpSession"/> over one transport connection: the handshake, then messages into the pipe's inbox and, by the outbox,
/// out of it. Whatever ends a connection goes through <see cref="RunAsync"/>'s one way out. Does not own the transport connection.
/// </summary>
internal sealed partial class PeerConnection
{
    private readonly ZmqRuntime _runtime;
    private readonly ConnectionContext _connection;
    private readonly ZmtpSession _session;
    private readonly ZwsConnection? _webSocket;
    private readonly ZmqAddress? _address;
    private SocketBase? _socket;
    private Pipe? _pipe;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionSet? _set;
    private readonly PeerEnd _end = new();
    private Exception? _abortReason;
    private string? _refusal;
    private bool _isCounted;
    private long? _handshakeStarted;
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="runtime">Where the connection lives.</param>
    /// <param name="connection">The transport connection.</param>
    /// <param name="socket">The socket it is for; null: the peer's handshake decides (<see cref="ZmqRuntime.SelectSocket"/>).</param>
    /// <param name="address">The address we listen on or connected to; null if somebody else accepted the connection.</param>
    /// <param name="pipe">The pipe of a connection we made; null: one is made after the handshake.</param>
    /// <param name="set">Who ends the connection together with others; null: its connector, or the socket that its handshake selects.</param>
    internal PeerConnection(
        ZmqRuntime runtime, ConnectionContext connection, SocketBase? socket, ZmqAddress? address, Pipe? pipe, ConnectionSet? set)
    {
        _runtime = runtime;
        _connection = connection;
        _socket = socket;
        _address = address;
        _pipe = pipe;
        _set = set;
        IsConnector = pipe is not null;
        _liveness = new PeerLiveness(this, runtime.Deadlines);
        IsRaw = socket is { Type: ZmqSocketType.Stream };
        _lane = IsRaw ? null : (connection.Transport.Input as LaneReader)?.Lane;
        _lane?.BeginReading();
        _webSocket = ZwsConnection.Of(connection);
        _sessions = IsRaw ? null : socket?.Sessions;
        _session = CreateSession(runtime, _sessions, address, IsConnector, _webSocket?.Carrier ?? ZmtpCarrier.Octets);
        runtime.Options.PrepareConnection?.Invoke(connection);
    }

    internal bool IsConnector { get; }

    /// <summary>STREAM: no ZMTP, the session is not used.</summary>
    private bool IsRaw { get; }

    internal ZmqAddress? Address => _address;

    /// <summary>Completes when the connection was served.</summary>
    internal Task Completion => _completion.Task;

    internal string Id => _connection.ConnectionId;

    internal EndPoint? RemoteEndPoint => _connection.RemoteEndPoint;

    /// <summary>Left when the peer is one; null on connections we made.</summary>
    internal HandshakePlace? Place { private get; init; }

    /// <summary>Completed when the peer is admitted.</summary>
    internal TaskCompletionSource? HandshakeDone { get; init; }

    /// <summary>
    /// Takes one of the socket's places for accepted connections, given back with the end of this one; false, told and counted, if there is none left.
    /// </summary>
    internal bool TryTakePlace()
    {
        var socket = _socket!;
        _isCounted = socket.Limit.TryEnter();
        if (_isCounted)
            return true;
        socket.Entrance.Refusals.Report(
            RefusalReason.Connections, $"it has {socket.Limit.Max} already, as many as MaxConnections allows.", _address, _connection.LocalEndPoint, RemoteEndPoint);
        return false;
    }

    /// <summary>For tests.</summary>
    internal bool IsSessionEnded => _session.IsDisposed;

    /// <summary>It is not served: instead of <see cref="RunAsync"/>.</summary>
    internal void Discard()
    {
        _lane?.CloseReader();
        _session.Dispose();
        _completion.TrySetResult();
    }

    /// <summary>Where the outbox writes after the handshake.</summary>
    internal PipeWriter Output => _connection.Transport.Output;

    /// <summary>The peer after its handshake.</summary>
    internal ZmqPeer? Peer { get; private set; }

    /// <summary>Why the peer broke the protocol, or <see cref="ZmtpError.None"/>.</summary>
    internal ZmtpError ProtocolError =>
        _session.Error != ZmtpError.None ? _session.Error : (_abortReason as ZmtpProtocolException)?.Error ?? ZmtpError.None;

    /// <summary>The peer's minor version decides the form of subscriptions.</summary>
    internal void WriteSubscription(IBufferWriter<byte> destination, ReadOnlySpan<byte> topic, bool subscribe) =>
        _session.WriteSubscription(destination, topic, subscribe);

    internal void WriteGroup(IBufferWriter<byte> destination, ReadOnlySpan<byte> group, bool join) => _session.WriteGroup(destination, group, join);

    /// <summary>The last words of the handshake that have not been sent yet, as they go on the wire.</summary>
    internal void TakeSessionOutput(IBufferWriter<byte> destination)
    {
        if (_session.HasOutput && !IsRaw)
            _session.TakeOutput(destination);
    }

    private bool IsStopping => _stopping.Task.IsCompleted;

    /// <summary>Serves the connection until it ends. Never throws.</summary>
    internal async Task RunAsync()
    {
        Exception? error = null;
        try
        {
            _set?.Add(this);
            _socket?.Tuning.Apply(_connection);
            _handshakeStarted = IsRaw ? null : _runtime.Metrics.StartHandshake();
            ExpectHandshake();
            await (IsRaw ? RawLoopAsync() : ReadLoopAsync()).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            error = exception;
        }
        catch (Exception exception) when (exception is ZmtpProtocolException or ZwsSilenceException)
        {
            // Found below the session: frames that are none of ZWS, and a peer that answers no ping of the WebSocket.
            Interlocked.CompareExchange(ref _abortReason, exception, null);
            if (exception is ZwsSilenceException && Peer is not null)
                _socket!.Counters.AddHeartbeatTimeout();
        }
        catch (Exception exception)
        {
            error = exception;
            _runtime.ConnectionLog.ConnectionFaulted(Id, exception);
        }
        // Reading may have been on an I/O thread, where nothing that comes after it has a place.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        // Before our own queue is detached: the other end may be waiting for the same of us.
        _lane?.CloseReader();
        await CloseAsync(_abortReason ?? error).ConfigureAwait(false);
        _set?.Remove(this);
        _completion.TrySetResult();
    }

    /// <summary>Ends the connection at once; what it has taken may be lost.</summary>
    internal void Abort(Exception reason)
    {
        Interlocked.CompareExchange(ref _abortReason, reason, null);
        _stopping.TrySetResult();
        _roomWaiter?.RunLater();
        _connection.Abort(reason as ConnectionAbortedException ?? new ConnectionAbortedException(reason.Message, reason));
        _connection.Transport.Input.CancelPendingRead();
    }

    /// <summary>The handshake is done: the socket gets to know the peer. False if the socket has no place for it.</summary>
    private bool OnHandshakeCompleted()
    {
        var told = Told;
        var socket = _socket!;
        if (IsUnjudged)
        {
            _refusal = "The socket asks for authorization, and nobody was asked about this peer.";
            return false;
        }
        if (!socket.TryAttach(this, told, _pipe, out _pipe))
        {
            _refusal = "The socket has no place for this peer: it is closing, has its one peer (PAIR, CHANNEL), or the peer's routing id is in use.";
            return false;
        }
        Place?.Leave();
        BeginHeartbeat();
        _webSocket?.OnHandshakeCompleted(socket.Sessions.Options, GetStallWatch());
        socket.Counters.AddConnection(1);
        _runtime.ConnectionLog.HandshakeSucceeded(Id, socket.Name, told);
        socket.Events.Publish(ZmqEventKind.HandshakeSucceeded, _address, Peer, connection: _connection);
        _runtime.Metrics.EndHandshake(_handshakeStarted, socket, _address, error: null);
        HandshakeDone?.TrySetResult();
        return true;
    }

    /// <summary>Called by the socket that takes the peer in, before the first message: from here on this is a peer.</summary>
    internal void Admit(ReadOnlyMemory<byte> routingId, ReadOnlyMemory<byte> messagePrefix, uint number = 0)
    {
        Peer = CreatePeer(Told, _verdict, routingId, number);
        if (!IsRaw)
            _session.SetPeer(Peer, messagePrefix);
    }

    /// <summary>Before the end is told, so that whoever waits for that finds the place free.</summary>
    private void GiveBackPlace()
    {
        Place?.Leave();
        if (_isCounted)
            _socket!.Limit.Leave();
        _isCounted = false;
    }

    private async Task CloseAsync(Exception? error)
    {
        _liveness.End();
        _stall?.End();
        EndJudging();
        if (Peer is null)
        {
            GiveBackPlace();
            ReportHandshakeFailure(error);
        }
        else
        {
            var detached = _socket!.DetachAsync(_pipe!);
            if (!detached.IsCompleted)
            {
                // A flush waits for a peer that may never read again.
                _connection.Abort(new ConnectionAbortedException("The connection ended while a send was waiting."));
                await detached.ConfigureAwait(false);
            }
            _socket.Retire(_pipe!);
            GiveBackPlace();
            _end.Signal();
            ReportDisconnect(error);
        }
        _webSocket?.Blame(ProtocolError, DescribeEnd(error));
        _session.Dispose();
    }
}
