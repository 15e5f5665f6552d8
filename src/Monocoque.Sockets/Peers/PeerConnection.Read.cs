using System.Buffers;
using Monocoque.Diagnostics;
using Monocoque.Patterns;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>The way in: octets to the session, events to the socket, messages in batches to the inbox.</summary>
internal sealed partial class PeerConnection
{
    private const int BatchLength = 256;

    /// <summary>Where octets are counted, a message of this many does not wait for the end of its batch to be counted.</summary>
    private const int LargeMessage = 4 * 1024;

    /// <summary>A peer that pings but does not read gets no more answers than this many octets.</summary>
    private const int MostPongs = 16 * 1024;

    /// <summary>After so many reads on the thread of whoever made room, the reader goes on elsewhere: who receives has other things to do.</summary>
    private const int MostGuestReads = 16;

    private RoomWaiter? _roomWaiter;
    private long _skipped;
    private ushort _timeToLive;

    private async Task ReadLoopAsync()
    {
        var input = _connection.Transport.Input;
        // So many reads are left on the thread of whoever made room; then it is to be let go.
        var guest = 0;
        await FlushSessionAsync().ConfigureAwait(false);
        while (!IsStopping)
        {
            if (_judging is { } judging)
            {
                if (!await SettleAsync(judging).ConfigureAwait(false))
                    return;
                continue;
            }
            if (Peer is not null && !IsTakingLeave && TryWaitForRoom(out var room))
            {
                _session.Idle();
                _liveness.SetReading(false);
                await room.ConfigureAwait(false);
                _liveness.SetReading(true);
                guest = MostGuestReads;
                continue;
            }
            if (guest > 0 && --guest == 0)
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (!input.TryRead(out var result))
            {
                _session.Idle();
                // Nothing is watched between two messages, where a peer may be silent.
                var stall = _session.IsInMessage ? GetStallWatch() : null;
                stall?.SetReaderWaiting(true);
                result = await input.ReadAsync().ConfigureAwait(false);
                stall?.SetReaderWaiting(false);
            }
            _liveness.OnReceived();
            var isContinued = Process(result.Buffer, out var consumed);
            _socket?.Counters.AddReceived(result.Buffer.Slice(0, consumed).Length);
            input.AdvanceTo(consumed);
            CountSkipped();
            NoteTimeToLive();
            NoteFarewell();
            if (_session.HasOutput)
                await FlushSessionAsync().ConfigureAwait(false);
            if (!isContinued)
                return;
            if (result.IsCompleted && consumed.Equals(result.Buffer.End))
            {
                if (_lane?.Source is { } source)
                    await ReadLaneAsync(_lane, source).ConfigureAwait(false);
                return;
            }
        }
    }

    /// <summary>Feeds the session until the input or the room in the inbox is used up. False: the connection is to be closed.</summary>
    private bool Process(in ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        var batch = ArrayPool<ZmqMessage>.Shared.Rent(BatchLength);
        var count = 0;
        long octets = 0;
        try
        {
            var room = GetRoom();
            var countsOctets = _pipe is { Inbox.IsCountingOctets: true };
            foreach (var memory in buffer)
            {
                var span = memory.Span;
                while (true)
                {
                    var e = _session.Read(ref span, out var message);
                    if (e == ZmtpEvent.NeedMoreData)
                        break;
                    if (e == ZmtpEvent.Message)
                    {
                        batch[count++] = message;
                        room--;
                        var isLarge = countsOctets && message.Length >= LargeMessage;
                        if (count < BatchLength && room > 0 && !isLarge)
                            continue;
                        Deliver(batch, ref count);
                        if (isLarge)
                            room = GetRoom();
                        if (room > 0)
                            continue;
                        octets += memory.Length - span.Length;
                        consumed = buffer.GetPosition(octets);
                        return true;
                    }
                    if (e == ZmtpEvent.Authenticate)
                    {
                        BeginJudging();
                        octets += memory.Length - span.Length;
                        consumed = buffer.GetPosition(octets);
                        return true;
                    }
                    // What came before the event is given out before it.
                    Deliver(batch, ref count);
                    if (!OnEvent(e))
                    {
                        consumed = buffer.End;
                        return false;
                    }
                    room = GetRoom() - count;
                }
                octets += memory.Length;
            }
            consumed = buffer.End;
            return true;
        }
        finally
        {
            Deliver(batch, ref count);
            ArrayPool<ZmqMessage>.Shared.Return(batch);
        }
    }

    private void NoteTimeToLive()
    {
        if (_session.PeerTtl == _timeToLive)
            return;
        _timeToLive = _session.PeerTtl;
        _liveness.SetTimeToLive(_timeToLive);
    }

    /// <summary>Messages to a socket that receives none, which the session skips.</summary>
    private void CountSkipped()
    {
        var skipped = _session.DroppedMessages;
        if (skipped == _skipped)
            return;
        _socket!.Counters.AddDropped(DropReason.Unexpected, (int)(skipped - _skipped));
        _skipped = skipped;
    }

    private int GetRoom() => Peer is null ? 1 : IsTakingLeave ? int.MaxValue : _socket!.FairQueue.GetRoom(_socket.GetInbox(_pipe!));

    /// <summary>True if there is no room for a message: <paramref name="room"/> completes when there is, or when the connection is to end.</summary>
    private bool TryWaitForRoom(out ValueTask room)
    {
        var waiter = _roomWaiter ??= new RoomWaiter();
        if (!_socket!.FairQueue.TryWaitForRoom(_socket.GetInbox(_pipe!), waiter, out room))
            return false;
        // Whoever stops the connection, or begins to take leave, does it first and then ends the wait.
        if (IsStopping || IsTakingLeave)
            waiter.RunLater();
        return true;
    }

    private void Deliver(ZmqMessage[] batch, ref int count)
    {
        if (count == 0)
            return;
        var messages = batch.AsSpan(0, count);
        _socket!.OnReceived(_pipe!, IsTakingLeave ? DropExcess(messages) : messages);
        messages.Clear();
        _delivered += count;
        count = 0;
    }

    /// <summary>Those that there is room for. The others would be lost with the connection, as we are about to end it.</summary>
    private Span<ZmqMessage> DropExcess(Span<ZmqMessage> messages)
    {
        var room = Math.Min(messages.Length, _socket!.FairQueue.GetRoom(_socket.GetInbox(_pipe!)));
        foreach (var message in messages[room..])
            message.Dispose();
        _socket.Counters.AddDropped(DropReason.Closed, messages.Length - room);
        return messages[..room];
    }

    /// <summary>Everything but messages. False: the connection is to be closed.</summary>
    private bool OnEvent(ZmtpEvent e)
    {
        switch (e)
        {
            case ZmtpEvent.HandshakeCompleted:
                return OnHandshakeCompleted();
            case ZmtpEvent.SelectSocket:
                SelectSocket();
                return true;
            case ZmtpEvent.Subscribe:
            case ZmtpEvent.Cancel:
                return _socket!.OnSubscription(_pipe!, _session.Topic, subscribe: e == ZmtpEvent.Subscribe);
            case ZmtpEvent.Join:
            case ZmtpEvent.Leave:
                _socket!.OnGroup(_pipe!, _session.Topic, join: e == ZmtpEvent.Join);
                return true;
            default:
                return false;
        }
    }

    private void SelectSocket()
    {
        if (_runtime.SelectSocket(_session.Peer!, _connection, _connection.Features.Get<SocketChoice>(), out var socket, out var reason))
        {
            _socket = socket;
            _set = socket.AdoptedConnections;
            _set.Add(this);
            socket.Tuning.Apply(_connection);
            if (!TryTakePlace())
            {
                _session.Refuse("Too many connections");
                return;
            }
            socket.Events.Publish(ZmqEventKind.Accepted, _address, connection: _connection);
            _session.Select(socket.Sessions.Options);
        }
        else
        {
            _session.Refuse(reason);
        }
    }

    /// <summary>Sends what the session has to say: by the outbox once that owns the writer, else here.</summary>
    private async ValueTask FlushSessionAsync()
    {
        if (!_session.HasOutput)
            return;
        if (Peer is not null)
        {
            var control = new ArrayBufferWriter<byte>();
            _session.TakeFrames(control);
            _pipe!.Outbox.WriteControl(control.WrittenSpan, MostPongs);
            return;
        }
        _session.TakeOutput(_connection.Transport.Output);
        await _connection.Transport.Output.FlushAsync().ConfigureAwait(false);
    }
}
