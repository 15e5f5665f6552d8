using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Monocoque.Admission;
using Monocoque.Diagnostics;
using Monocoque.Monitoring;
using Monocoque.Peers;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>
/// What all patterns share: endpoints, peers, waiting senders and receivers, the end. A pattern decides where a message goes
/// (<see cref="TrySendCore"/>), what of the received it gives out (<see cref="OnTaking"/>) and what a new peer is told (<see cref="OnConnected"/>).
/// <para>
/// Locks, in the order they may be taken: the gate (peers, routes, subscriptions, waiting senders), the fair queue's lock (received messages,
/// the turns of REQ and REP), an outbox's lock.
/// </para>
/// </summary>
internal abstract partial class SocketBase : IZmqSocket
{
    private readonly ShortLock _gate = new();
    private readonly HashSet<Pipe> _pipes = [];

    protected SocketBase(ZmqRuntime runtime, string name, ZmqSocketOptions options)
    {
        Runtime = runtime;
        Name = name;
        Options = options;
        Type = options.Type!.Value;
        Events = new EventHub(name, runtime.Options.TimeProvider);
        Budget = options.MemoryBudget == 0 ? null : new MemoryBudget(options.MemoryBudget);
        FairQueue = new FairQueue(this);
        _senders = new WaiterList<bool>(_gate, ServeSenders);
        _roomWatchers = new WaiterList<bool>(_gate);
        _isSinglePart = Drafts.IsSinglePart(Type);
        Limit = new ConnectionLimit(options.MaxConnections);
        Entrance = new Entrance(new Refusals(name, runtime, Counters, Events), options, runtime.Options.TimeProvider);
        Tuning = new SocketTuning(options, name, runtime.Log);
        _sessions = Secure(options);
    }

    public string Name { get; }

    public ZmqSocketType Type { get; }

    internal ZmqRuntime Runtime { get; }

    /// <summary>Replaced as a whole when an option is changed, so that every reader sees one state.</summary>
    internal ZmqSocketOptions Options { get; private set; }

    internal SocketCounters Counters { get; } = new();

    /// <summary>How many connections may be accepted.</summary>
    internal ConnectionLimit Limit { get; }

    /// <summary>What judges the connections that others make to us, before anything else is done with them.</summary>
    internal Entrance Entrance { get; }

    internal SocketTuning Tuning { get; }

    internal EventHub Events { get; }

    internal FairQueue FairQueue { get; }

    internal FlushQueue FlushQueue { get; } = new();

    /// <summary>Null: the socket's queues have no bound together.</summary>
    internal MemoryBudget? Budget { get; }

    /// <summary>Enters the gate. Not a lock of the language, which could be taken by mistake in another way.</summary>
    internal ShortLock.Scope EnterGate() => _gate.Enter();

    /// <summary>Connections after their handshake.</summary>
    internal int PeerCount => (int)Counters.Connections;

    /// <summary>Messages that wait to be sent, over all peers.</summary>
    internal int SendQueueLength
    {
        get
        {
            using (EnterGate())
                return _pipes.Sum(static pipe => pipe.Outbox.Count);
        }
    }

    /// <summary>The connections after their handshake, for tests.</summary>
    internal IReadOnlyList<PeerConnection> Connections
    {
        get
        {
            using (EnterGate())
                return [.. ConnectedPipes.Select(static pipe => pipe.Connection!)];
        }
    }

    /// <summary>The send queues of all peers, for tests.</summary>
    internal IReadOnlyList<Outbox> Outboxes
    {
        get
        {
            using (EnterGate())
                return [.. _pipes.Select(static pipe => pipe.Outbox)];
        }
    }

    public IAsyncEnumerable<ZmqEvent> MonitorAsync(CancellationToken cancellationToken = default) => Events.Watch(cancellationToken);

    /// <summary>The handshake of <paramref name="connection"/> is done: admits the peer. False if there is no place for it.</summary>
    internal bool TryAttach(PeerConnection connection, ZmqPeer told, Pipe? existing, [NotNullWhen(true)] out Pipe? pipe)
    {
        using (EnterGate())
        {
            pipe = existing ?? new Pipe(this, isConnector: false);
            // While the socket lingers, those it waits for may still come, and so may the peer of an address it leaves.
            if (((_isClosed || pipe.IsLeaving) && !pipe.OutlivesConnection) || !TryAdmit(connection, told, pipe))
                return false;
            pipe.Connection = connection;
            var control = new ArrayBufferWriter<byte>();
            // The handshake's own last word first: where the peer's greeting and READY came together, our READY is still in the session.
            connection.TakeSessionOutput(control);
            var lastWord = control.WrittenCount;
            OnConnected(pipe, connection, control);
            Greet(control);
            pipe.Outbox.Attach(connection.Output, control.WrittenSpan[..lastWord], control.WrittenSpan[lastWord..], connection.Sealer);
            if (!pipe.OutlivesConnection)
                AddPipe(pipe);
            AnnounceConnected(pipe, connection);
            CheckReadiness();
            return true;
        }
    }

    /// <summary>
    /// The connection is going: nothing more is routed to an accepted peer, nothing more is expected from any. Completes as
    /// <see cref="Outbox.DetachAsync"/> does.
    /// </summary>
    internal Task DetachAsync(Pipe pipe)
    {
        using (EnterGate())
        {
            var connection = pipe.Connection;
            pipe.Connection = null;
            pipe.WithoutPeerSince = Runtime.Options.TimeProvider.GetTimestamp();
            // First, so that what is queued from here on stays queued: the pattern may decide by it.
            var detached = pipe.Outbox.DetachAsync();
            OnDisconnected(pipe);
            if (connection is not null)
                AnnounceDisconnected(pipe, connection);
            if (!pipe.OutlivesConnection)
                RemovePipe(pipe);
            return detached;
        }
    }

    /// <summary>Nobody uses the pipe's writer any more. What waits for a peer of this connection only is lost with it.</summary>
    internal void Retire(Pipe pipe)
    {
        if (!pipe.OutlivesConnection)
            Counters.AddDropped(DropReason.Closed, pipe.Outbox.Clear());
    }

    internal void OnWritable(Pipe pipe)
    {
        using (EnterGate())
        {
            OnPipeWritable(pipe);
            ServeSenders();
        }
    }

    /// <summary>A connection ended before there could be a handshake of ZMTP on it.</summary>
    internal void ReportNoWebSocket(ZmqAddress address, WebSocketRefusedException fault, EndPoint? local, EndPoint? remote)
    {
        Counters.AddHandshakeFailed();
        Events.PublishRefusal(address, fault, local, remote, ZmqEventKind.HandshakeFailed);
    }

    internal void OnHighWaterMark(Pipe pipe) => Events.Publish(ZmqEventKind.HighWaterMarkReached, pipe.Connection?.Address, pipe.Connection?.Peer);

    /// <summary>A peer's subscription. False breaks the connection. Only publishers get any.</summary>
    internal virtual bool OnSubscription(Pipe pipe, ReadOnlySpan<byte> topic, bool subscribe) => true;

    /// <summary>A peer joins or leaves a group. Only RADIO hears of it.</summary>
    internal virtual void OnGroup(Pipe pipe, ReadOnlySpan<byte> group, bool join)
    {
    }

    /// <summary>Whether new peers may come.</summary>
    internal bool IsOpen => !_isClosed;

    internal ZmqException CreateTerminated() => new(ZmqError.Terminated, $"Socket '{Name}' is closed.");

    /// <summary>Names the peer, or refuses it by returning false. The gate is held.</summary>
    protected virtual bool TryAdmit(PeerConnection connection, ZmqPeer told, Pipe pipe)
    {
        connection.Admit(told.Identity, messagePrefix: default);
        return true;
    }

    /// <summary>A pipe may be sent to from now on. The gate is held.</summary>
    protected virtual void OnPipeAdded(Pipe pipe)
    {
    }

    /// <summary>A pipe is no more. The gate is held.</summary>
    protected virtual void OnPipeRemoved(Pipe pipe)
    {
    }

    /// <summary>A pipe that refused a message has room. The gate is held.</summary>
    protected virtual void OnPipeWritable(Pipe pipe)
    {
    }

    /// <summary>A connection is ready; what is written to <paramref name="control"/> goes before all messages. The gate is held.</summary>
    protected virtual void OnConnected(Pipe pipe, PeerConnection connection, IBufferWriter<byte> control)
    {
    }

    /// <summary>A connection has ended; the pipe of one we made lives on. The gate is held.</summary>
    protected virtual void OnDisconnected(Pipe pipe)
    {
    }

    /// <summary>All pipes with a connection. The gate is held.</summary>
    protected IEnumerable<Pipe> ConnectedPipes => _pipes.Where(static pipe => pipe.Connection is not null);

    private void AddPipe(Pipe pipe)
    {
        _pipes.Add(pipe);
        OnPipeAdded(pipe);
        ServeSenders();
    }

    private void RemovePipe(Pipe pipe)
    {
        _pipes.Remove(pipe);
        OnPipeRemoved(pipe);
    }
}
