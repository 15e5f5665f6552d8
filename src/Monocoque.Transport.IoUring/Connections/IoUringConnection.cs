using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Monocoque.Transport.IoUring.Diagnostics;
using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// A connection: an input and an output with a socket behind them. It belongs to one ring, whose thread receives; whoever flushes sends. What is not always asked for
/// is made when it is, so that an idle connection costs little.
/// </summary>
internal sealed partial class IoUringConnection : ConnectionContext, ICompletionTarget, IDuplexPipe
{
    private readonly RingThread _ring;
    private readonly int _socket;
    private readonly ConnectionInput _input;
    private readonly ConnectionOutput _output;
    private readonly ConnectionSettings _settings;
    private OperationId _place;
    private IPv4Name _remoteName;

    /// <param name="ring">The ring it will be on.</param>
    /// <param name="socket">The connected socket, now owned by the connection.</param>
    /// <param name="settings">What it has in common with others.</param>
    internal IoUringConnection(RingThread ring, int socket, ConnectionSettings settings)
    {
        _ring = ring;
        _socket = socket;
        _settings = settings;
        PrefersInlineScheduling = settings.PrefersInlineScheduling;
        _input = new ConnectionInput(this, settings.MaxReadBufferSize);
        _output = new ConnectionOutput(this, settings.MaxWriteBufferSize);
        Transport = this;
        // After a reset the kernel no longer tells.
        _remoteName = SocketNames.GetRemote(socket, out var other);
        if (other is not null)
            RemoteEndPoint = other;
    }

    public override string ConnectionId
    {
        get => field ??= ConnectionIds.Next();
        set;
    }

    public override IFeatureCollection Features => this;

    public override IDictionary<object, object?> Items
    {
        get => field ??= new ConnectionItems();
        set;
    }

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _input;

    PipeWriter IDuplexPipe.Output => _output;

    public override CancellationToken ConnectionClosed
    {
        get => field.CanBeCanceled ? field : GetClosedToken();
        set;
    }

    public override EndPoint? LocalEndPoint
    {
        get => field ??= GetLocalEndPoint();
        set;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => field ??= SocketNames.Create(_remoteName);
        set
        {
            field = value;
            _remoteName = default;
        }
    }

    internal RingThread Ring => _ring;

    /// <summary>Guards the end of the connection, and its output.</summary>
    internal Lock Gate { get; } = new();

    private IoUringLog Log => _settings.Log;

    /// <summary>Begins to receive. On the ring's thread.</summary>
    internal void Start()
    {
        _place = _ring.Targets.Add(this);
        ArmReceive();
        WatchHangUp();
    }

    /// <summary>Runs what the application awaits where it says: on the thread pool, or on the thread that has news for it.</summary>
    internal void Schedule(Action<object?> continuation, object? state)
    {
        if (PrefersInlineScheduling)
            continuation(state);
        else
            _ring.Dispatcher.Schedule(continuation, state);
    }

    void ICompletionTarget.OnCompletion(in Completion completion)
    {
        if (completion.Id.Operation == RingOperation.Receive)
            OnReceived(completion);
        else if (completion.Id.Operation == RingOperation.HangUp)
            OnHungUp();
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
        if (!_isHungUp)
            OnHungUp();
    }

    private EndPoint? GetLocalEndPoint()
    {
        lock (Gate)
            return _isReleased ? null : SocketNames.GetLocal(_socket);
    }
}
