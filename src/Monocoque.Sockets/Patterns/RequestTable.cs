using System.Buffers.Binary;
using Monocoque.Diagnostics;
using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>
/// The requests in flight of one socket, by the four octets in their envelope (as <c>ZMQ_REQ_CORRELATE</c>): REP and ROUTER give the envelope back with the
/// reply. Remembers some requests whose caller gave up, so that a late reply is dropped and not taken for a message.
/// </summary>
internal sealed class RequestTable
{
    /// <summary>Frame header and id, frame header of the empty delimiter.</summary>
    internal const int EnvelopeSize = 2 + IdSize + 2;

    private const int IdSize = 4;
    private const int RememberedAbandoned = 4096;
    private const byte More = 0x01;

    private readonly Lock _lock = new();
    private readonly Dictionary<uint, PendingRequest> _pending = [];
    private readonly HashSet<uint> _abandoned = [];
    private readonly Queue<uint> _abandonedOrder = new();
    private uint _lastId = (uint)Random.Shared.NextInt64(uint.MaxValue);
    private volatile bool _isUsed;

    /// <summary>Writes the frames before a request: the id, if there is one, and the delimiter; nothing for a plain message.</summary>
    internal static int WriteEnvelope(Span<byte> destination, uint id, bool isRequest)
    {
        if (!isRequest)
            return 0;
        var size = 0;
        if (id != 0)
        {
            destination[0] = More;
            destination[1] = IdSize;
            BinaryPrimitives.WriteUInt32BigEndian(destination[2..], id);
            size = 2 + IdSize;
        }
        destination[size] = More;
        destination[size + 1] = 0;
        return size + 2;
    }

    /// <param name="socket">Whose request it is.</param>
    /// <param name="timeout">How long it may take from here on.</param>
    /// <param name="told">What the caller asked for, for the message of the exception.</param>
    /// <param name="cancellationToken">The caller's.</param>
    internal PendingRequest Begin(SocketBase socket, TimeSpan timeout, TimeSpan told, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _isUsed = true;
            var pending = new PendingRequest(this, NextId(), socket, timeout, told, cancellationToken);
            _pending.Add(pending.Id, pending);
            return pending;
        }
    }

    /// <summary>A number that is no request's here.</summary>
    internal uint TakeId()
    {
        lock (_lock)
            return NextId();
    }

    /// <summary>The request was handed to <paramref name="pipe"/>, as the last so far. The socket's gate is held, so the pipe is not going at the same time.</summary>
    internal void OnSent(uint id, Pipe pipe)
    {
        lock (_lock)
        {
            if (_pending.TryGetValue(id, out var pending))
                pending.SetAsked(pipe, pipe.Outbox.Appended);
        }
    }

    /// <summary>The replies of <paramref name="pipe"/> will not come, unless their requests still wait for the next connection. The socket's gate is held.</summary>
    internal void OnPeerGone(SocketBase socket, Pipe pipe, bool isQueueKept)
    {
        if (!_isUsed)
            return;
        lock (_lock)
        {
            foreach (var pending in _pending.Values)
            {
                if (pending.IsAsked(pipe, isQueueKept))
                    pending.FailAsUnanswered(new ZmqException(
                        ZmqError.HostUnreachable, $"The peer that socket '{socket.Name}' asked has gone, so its reply will not come. Send the request again."));
            }
        }
    }

    internal void End(PendingRequest request)
    {
        lock (_lock)
        {
            if (!_pending.Remove(request.Id))
                return;
            _abandoned.Add(request.Id);
            _abandonedOrder.Enqueue(request.Id);
            if (_abandonedOrder.Count > RememberedAbandoned)
                _abandoned.Remove(_abandonedOrder.Dequeue());
        }
    }

    internal void FailAll(Exception reason)
    {
        lock (_lock)
        {
            foreach (var pending in _pending.Values)
                pending.Fail(reason);
            _pending.Clear();
        }
    }

    /// <summary>Takes the replies out of a batch; returns what is left of it.</summary>
    internal Span<ZmqMessage> Divert(SocketCounters counters, Span<ZmqMessage> batch)
    {
        if (!_isUsed)
            return batch;
        var left = 0;
        lock (_lock)
        {
            foreach (var message in batch)
            {
                if (!TryDivert(counters, message))
                    batch[left++] = message;
            }
        }
        return batch[..left];
    }

    private uint NextId()
    {
        do
            _lastId++;
        while (_lastId == 0 || _pending.ContainsKey(_lastId) || _abandoned.Contains(_lastId));
        return _lastId;
    }

    private bool TryDivert(SocketCounters counters, ZmqMessage message)
    {
        if (message.Count < 3 || message[0].Length != IdSize || message[1].Length != 0)
            return false;
        var id = BinaryPrimitives.ReadUInt32BigEndian(message[0].Span);
        if (_pending.Remove(id, out var pending))
        {
            if (pending.TryComplete(message.Skip(2)))
                return true;
        }
        else if (!_abandoned.Contains(id))
        {
            return false;
        }
        message.Dispose();
        counters.AddDropped(DropReason.Unexpected);
        return true;
    }
}
