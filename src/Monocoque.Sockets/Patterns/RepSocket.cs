using System.Buffers;
using Monocoque.Diagnostics;
using Monocoque.Peers;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>
/// REP (RFC 28): a request from the next peer, then the reply to that peer, with the request's envelope. A reply whose requester has gone is dropped.
/// The turns are guarded by the fair queue's lock.
/// </summary>
internal sealed class RepSocket : SocketBase, IRepSocket
{
    private readonly ArrayBufferWriter<byte> _envelope = new();
    private Pipe? _asker;
    private PeerConnection? _askersConnection;

    internal RepSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    internal override bool CanTake => _asker is null;

    /// <summary>Keeps the envelope and gives out the rest; a request without a delimiter is dropped.</summary>
    internal override bool OnTaking(Pipe pipe, ref ZmqMessage message)
    {
        var count = message.Count;
        for (var i = 0; i < count - 1; i++)
        {
            if (message[i].Length > 0)
                continue;
            SaveEnvelope(message, i + 1);
            message = message.Skip(i + 1);
            _asker = pipe;
            _askersConnection = pipe.Connection;
            return true;
        }
        Counters.AddDropped(DropReason.Unexpected);
        return false;
    }

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        flush = null;
        using (FairQueue.Enter())
        {
            ThrowIfNotAsked();
            var outbox = _asker!.Outbox;
            if (_askersConnection is null || _askersConnection != _asker.Connection)
            {
                Drop(message, DropReason.NoRoute);
            }
            else if (!outbox.TryAppend(_envelope.WrittenSpan, message, moves: true, out var mustFlush))
            {
                Drop(message, DropReason.HighWaterMark);
            }
            else if (mustFlush)
            {
                flush = outbox;
            }
            _asker = null;
            _askersConnection = null;
            FairQueue.Serve();
            return true;
        }
    }

    protected override void CheckMaySend()
    {
        using (FairQueue.Enter())
            ThrowIfNotAsked();
    }

    protected override void CheckMayReceive()
    {
        using (FairQueue.Enter())
        {
            if (_asker is not null)
                throw new ZmqException(ZmqError.InvalidState, $"REP socket '{Name}' has a request to answer: send first.");
        }
    }

    private void SaveEnvelope(in ZmqMessage message, int frames)
    {
        _envelope.ResetWrittenCount();
        for (var i = 0; i < frames; i++)
        {
            var body = message[i].Span;
            _envelope.Advance(FrameEncoder.WriteHeader(_envelope.GetSpan(FrameEncoder.MaxHeaderSize), body.Length, more: true));
            _envelope.Write(body);
        }
    }

    private void Drop(in ZmqMessage message, DropReason reason)
    {
        message.Dispose();
        Counters.AddDropped(reason);
    }

    private void ThrowIfNotAsked()
    {
        if (_asker is null)
            throw new ZmqException(ZmqError.InvalidState, $"REP socket '{Name}' has no request to answer: receive first.");
    }
}
