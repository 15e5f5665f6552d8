using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Monocoque.Transport.IoUring.Diagnostics;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// A connection: two pipes with a socket at their other ends. It belongs to one ring, whose thread receives; whoever flushes sends. The descriptor is closed by
/// that thread once both directions have ended and nothing is in flight, so it is never used after its number may belong to another file.
/// </summary>
internal sealed partial class IoUringConnection : ConnectionContext, ICompletionTarget
{
    private static readonly Action<object?> s_release = static connection => ((IoUringConnection)connection!).Release();

    private readonly RingThread _ring;
    private readonly IoUringLog _log;
    private readonly int _socket;
    private readonly Pipe _input;
    private readonly Pipe _output;
    private readonly DuplexPipe _originalTransport;
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConnectionSettings _settings;
    private readonly Lock _gate = new();
    private OperationId _place;
    private Exception? _shutdownReason;
    private Exception? _abortReason;
    private bool _isShutDown;
    private int _openDirections = 2;
    private int _openEnds = 2;

    /// <param name="ring">The ring it will be on.</param>
    /// <param name="socket">The connected socket, now owned by the connection.</param>
    /// <param name="settings">What it has in common with others.</param>
    internal IoUringConnection(RingThread ring, int socket, ConnectionSettings settings)
    {
        _ring = ring;
        _socket = socket;
        _settings = settings;
        _log = settings.Log;
        PrefersInlineScheduling = settings.PrefersInlineScheduling;
        var application = new ApplicationScheduler(this);
        _input = new Pipe(new PipeOptions(ring.Pool, application, ring.Scheduler,
            settings.MaxReadBufferSize, settings.MaxReadBufferSize / 2, useSynchronizationContext: false));
        _output = new Pipe(new PipeOptions(ring.Pool, new SendScheduler(this), application,
            settings.MaxWriteBufferSize, settings.MaxWriteBufferSize / 2, useSynchronizationContext: false));
        _reader = new InputReader(_input.Reader);
        _originalTransport = new DuplexPipe(_reader, _output.Writer);
        Transport = _originalTransport;
        _features = new ConnectionFeatures(this);
        LocalEndPoint = SocketNames.GetLocal(socket);
        RemoteEndPoint = SocketNames.GetRemote(socket);
        ConnectionClosed = _closed.Token;
    }

    public override string ConnectionId
    {
        get => field ??= ConnectionIds.Next();
        set;
    }

    public override IFeatureCollection Features => _features;

    public override IDictionary<object, object?> Items
    {
        get => field ??= new ConnectionItems();
        set;
    }

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public override EndPoint? LocalEndPoint { get; set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    internal RingThread Ring => _ring;

    /// <summary>Begins to receive and to send. On the ring's thread.</summary>
    internal void Start()
    {
        _place = _ring.Targets.Add(this);
        ArmReceive();
        _ = SendAsync();
    }

    public override void Abort() => Abort(new ConnectionAbortedException("The connection was aborted by the application via ConnectionContext.Abort()."));

    /// <summary>Ends both directions: with a reset for a reason, gracefully without one.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        Shutdown(abortReason);
        // Shutdown comes first, so that the reason given here is the one that is seen.
        _output.Reader.CancelPendingRead();
    }

    /// <summary>
    /// Lets the output drain, then ends. Waits until both directions have ended, the socket is closed and the callbacks of <see cref="ConnectionClosed"/> have run. It
    /// is the original pipes that are completed, whatever <see cref="Transport"/> is now.
    /// </summary>
    public override async ValueTask DisposeAsync()
    {
        await _originalTransport.Input.CompleteAsync().ConfigureAwait(false);
        await _originalTransport.Output.CompleteAsync().ConfigureAwait(false);
        await _ended.Task.ConfigureAwait(false);
        _closed.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    void ICompletionTarget.OnCompletion(in Completion completion)
    {
        if (completion.Id.Operation == RingOperation.Receive)
            OnReceived(completion);
        else
            OnWritable();
    }

    void ICompletionTarget.OnRingEnding() => Abort(new ConnectionAbortedException("The transport ends."));

    void ICompletionTarget.OnRingLost()
    {
        Abort(new ConnectionAbortedException("The ring of the connection has failed."));
        if (_receive != ReceiveState.Done)
            FinishReceive(null);
        if (_isAwaitingWritable)
            OnWritable();
    }

    /// <summary>Tells peer and pending operations that it is over. The first call decides how and why.</summary>
    private void Shutdown(Exception? reason)
    {
        lock (_gate)
        {
            if (_isShutDown)
                return;
            _isShutDown = true;
            _abortReason = reason;
            _shutdownReason = reason ?? new ConnectionAbortedException("The io_uring transport's send loop completed gracefully.");
            if (reason is not null && !_settings.FinOnError)
            {
                _log.WriteRst(this, reason.Message);
                // A Unix domain socket cannot be dissolved; for its peer an end is an end.
                if (SocketSyscalls.Reset(_socket) < 0)
                    _ = SocketSyscalls.Shutdown(_socket);
            }
            else
            {
                _log.WriteFin(this, _shutdownReason.Message);
                _ = SocketSyscalls.Shutdown(_socket);
            }
        }
    }

    private void EndDirection()
    {
        if (Interlocked.Decrement(ref _openDirections) == 0)
            _ring.Post(s_release, this);
    }

    /// <summary>Both directions have ended, so nothing is in flight and <see cref="Shutdown"/> has been called: nobody uses the descriptor any more.</summary>
    private void Release()
    {
        lock (_gate)
        {
            _socketFeature?.Dispose();
            _isReleased = true;
        }
        _ = SocketSyscalls.Close(_socket);
        _ring.Targets.Remove(_place);
        ReachEnd();
    }

    private void FireConnectionClosed() =>
        ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.CancelConnectionClosed(), this, preferLocal: false);

    private void CancelConnectionClosed()
    {
        try
        {
            _closed.Cancel();
        }
        catch (Exception exception)
        {
            _log.ClosedCallbackFailed(ConnectionId, exception);
        }
        ReachEnd();
    }

    private void ReachEnd()
    {
        if (Interlocked.Decrement(ref _openEnds) == 0)
            _ended.SetResult();
    }
}
