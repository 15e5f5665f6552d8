using System.Buffers.Binary;
using System.Diagnostics;
using Monocoque.Diagnostics;
using Monocoque.Peers;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>
/// REQ (RFC 28): a request to the next peer, then the reply of that peer. If the peer that was sent the request goes away, the reply cannot come any
/// more: receiving throws and the next request may be sent. The turns are guarded by the fair queue's lock.
/// </summary>
internal sealed class ReqSocket : SocketBase, IReqSocket
{
    private readonly LoadBalancer _balancer = new();
    private readonly RequestTable _requests = new();
    private Pipe? _asked;
    private long _askedSequence;

    /// <summary>The number the reply must carry; 0: none.</summary>
    private uint _askedId;
    private bool _isReplyLost;

    internal ReqSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    internal override bool CanTake => _asked is not null;

    internal override bool HasBadNews => _isReplyLost;

    public ValueTask<ZmqMessage> RequestAsync(ZmqMessage request, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        Requests.RunAsync(this, _requests, request, timeout, cancellationToken);

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch)
    {
        foreach (var message in batch)
        {
            // Within the process libzmq goes on, and so do we: such a reply is dropped below, as none that is awaited.
            if (!HasEnvelope(message) && pipe.Connection is { IsWithinProcess: false } connection)
            {
                connection.Abort(new ZmtpProtocolException(
                    ZmtpError.MalformedMessage, "The peer's reply does not start with the empty delimiter of a request."));
                Drop(batch);
                return;
            }
        }
        KeepReply(pipe, _requests.Divert(Counters, batch));
    }

    /// <summary>Cuts off the envelope of the reply.</summary>
    internal override bool OnTaking(Pipe pipe, ref ZmqMessage message)
    {
        Debug.Assert(pipe == _asked);
        message = message.Skip(_askedId == 0 ? 1 : 2);
        _asked = null;
        return true;
    }

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        var isTurn = requestId == 0;
        if (isTurn && Options.RequestCorrelate)
            requestId = _requests.TakeId();
        Span<byte> envelope = stackalloc byte[RequestTable.EnvelopeSize];
        var size = RequestTable.WriteEnvelope(envelope, requestId, isRequest: true);
        using (FairQueue.Enter())
        {
            if (isTurn)
                ThrowIfAsked();
            var isSent = _balancer.TrySend(envelope[..size], message, out var pipe, out var mustFlush);
            flush = mustFlush ? pipe!.Outbox : null;
            if (isSent && isTurn)
                BeginTurn(pipe!, requestId);
            else if (isSent)
                _requests.OnSent(requestId, pipe!);
            return isSent;
        }
    }

    protected override void CheckMaySend()
    {
        using (FairQueue.Enter())
            ThrowIfAsked();
        if (IsSenderWaiting)
            throw new ZmqException(ZmqError.InvalidState, $"REQ socket '{Name}' is still sending a request. For several at once use RequestAsync.");
    }

    protected override void CheckMayReceive()
    {
        using (EnterGate())
        {
            using (FairQueue.Enter())
            {
                if (_asked is not null || IsSenderWaiting)
                    return;
                if (_isReplyLost)
                    throw CreateReplyLost();
                throw new ZmqException(ZmqError.InvalidState, $"REQ socket '{Name}' has no request to get a reply for: send first.");
            }
        }
    }

    protected override bool HasRoom() => _balancer.HasRoom();

    protected override void OnPipeAdded(Pipe pipe) => _balancer.Add(pipe);

    protected override void OnPipeRemoved(Pipe pipe)
    {
        _balancer.Remove(pipe);
        ForgetRequests(pipe, isQueueKept: false);
    }

    protected override void OnPipeWritable(Pipe pipe)
    {
        if (pipe.BalancerIndex >= 0)
            _balancer.Activate(pipe);
    }

    protected override void OnDisconnected(Pipe pipe) => ForgetRequests(pipe, isQueueKept: pipe.OutlivesConnection);

    protected override void OnClosed(Exception reason) => _requests.FailAll(reason);

    /// <summary>
    /// Only the first reply of the peer that was asked is of use. Others are dropped as they come: if they waited for somebody to drop them, they
    /// would fill the inbox and hold up what comes after them.
    /// </summary>
    private void KeepReply(Pipe pipe, Span<ZmqMessage> batch)
    {
        using (FairQueue.Enter())
        {
            var isDue = pipe == _asked && pipe.Inbox.Count == 0;
            foreach (ref var message in batch)
            {
                if (isDue && IsAwaited(message))
                {
                    isDue = false;
                    base.OnReceived(pipe, new Span<ZmqMessage>(ref message));
                }
                else
                {
                    message.Dispose();
                    Counters.AddDropped(DropReason.Unexpected);
                }
            }
        }
    }

    private static bool HasEnvelope(in ZmqMessage message) =>
        message.Count >= 2 && (message.First.Length == 0 || (message.Count >= 3 && message.First.Length == 4 && message[1].Length == 0));

    /// <summary>A reply with another number is for a request that was given up.</summary>
    private bool IsAwaited(in ZmqMessage message) => HasEnvelope(message) && (_askedId == 0
        ? message.First.Length == 0
        : message.First.Length != 0 && BinaryPrimitives.ReadUInt32BigEndian(message.First.Span) == _askedId);

    /// <summary>A request of the turns is on its way; with the relaxed option, in place of one that is given up. The fair queue's lock is held.</summary>
    private void BeginTurn(Pipe pipe, uint id)
    {
        if (_asked is not null)
            Counters.AddDropped(DropReason.Unexpected, FairQueue.DiscardLocked(_asked.Inbox));
        _asked = pipe;
        _askedId = id;
        _askedSequence = pipe.Outbox.Appended;
        _isReplyLost = false;
        FairQueue.Serve();
    }

    /// <summary>The replies of <paramref name="pipe"/> will not come, unless their requests still wait for the next connection.</summary>
    private void ForgetRequests(Pipe pipe, bool isQueueKept)
    {
        _requests.OnPeerGone(this, pipe, isQueueKept);
        using (FairQueue.Enter())
        {
            if (_asked != pipe || pipe.Inbox.Count > 0 || (isQueueKept && pipe.Outbox.IsQueued(_askedSequence)))
                return;
            _asked = null;
            _isReplyLost = true;
            FairQueue.FailTakers(CreateReplyLost());
        }
    }

    private void ThrowIfAsked()
    {
        if (_asked is not null && !Options.RequestRelaxed)
            throw new ZmqException(ZmqError.InvalidState, $"REQ socket '{Name}' waits for a reply: receive first. For several requests at once use RequestAsync.");
    }

    private ZmqException CreateReplyLost() => new(
        ZmqError.HostUnreachable, $"The peer that REQ socket '{Name}' asked has gone, so its reply will not come. Send the request again.");
}
