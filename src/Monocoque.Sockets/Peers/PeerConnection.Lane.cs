using System.Buffers;
using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>The way in from a socket of this process: out of its outbox, once its octets have ended.</summary>
internal sealed partial class PeerConnection
{
    private readonly MessageLane? _lane;

    /// <summary>Whether the other end is a socket of this process.</summary>
    internal bool IsWithinProcess => _lane is not null;

    /// <summary>The chunk that is being read, and what is left of its octets.</summary>
    private OutChunk? _chunk;
    private ReadOnlySequence<byte> _rest;

    /// <summary>Messages that were delivered and still count in the sender's queue.</summary>
    private int _delivered;

    private async Task ReadLaneAsync(MessageLane lane, Outbox source)
    {
        var guest = 0;
        _roomWaiter ??= new RoomWaiter();
        _ = lane.Aborted.ContinueWith(
            static (_, waiter) => ((RoomWaiter)waiter!).RunLater(), _roomWaiter, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!IsStopping && !lane.Aborted.IsCompleted)
        {
            if (Peer is not null && TryWaitForRoom(out var room))
            {
                ReturnCredit(source);
                _session.Idle();
                if (lane.Aborted.IsCompleted)
                    _roomWaiter.RunLater();
                await room.ConfigureAwait(false);
                guest = MostGuestReads;
                continue;
            }
            if (guest > 0 && --guest == 0)
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (_chunk is null && !source.IsWaitingFor(lane))
            {
                if (lane.IsWriterClosed)
                    return;
                _session.Idle();
                await lane.WaitAsync().ConfigureAwait(false);
                continue;
            }
            if (!(_chunk is null ? TakeBatch(source) : ReadChunk(source, _chunk)))
                return;
            CountSkipped();
            if (_session.HasOutput)
                await FlushSessionAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes what the sender has queued and reads its commands. False: the connection is to be closed.</summary>
    private bool TakeBatch(Outbox source)
    {
        if (!source.TryTake(out var control, out var chunk))
            return true;
        _delivered = 0;
        Begin(chunk);
        if (!Process(new ReadOnlySequence<byte>(control), out _))
            return false;
        if (chunk is null)
            source.EndTaken();
        return true;
    }

    private void Begin(OutChunk? chunk)
    {
        _chunk = chunk;
        _rest = chunk is { IsLarge: false } ? new ReadOnlySequence<byte>(chunk.Memory) : default;
    }

    /// <summary>Reads as much of the chunk as there is room for. False: the connection is to be closed.</summary>
    private bool ReadChunk(Outbox source, OutChunk chunk)
    {
        if (chunk.IsLarge && _rest.IsEmpty)
        {
            if (chunk.Large.Count > 0 && _session.TakesWholeMessages)
            {
                if (!TakeLarge(chunk))
                    return false;
                Begin(source.TakeNext());
                return true;
            }
            _rest = new ReadOnlySequence<byte>(Encode(chunk));
        }
        if (!Process(_rest, out var consumed))
            return false;
        _rest = _rest.Slice(consumed);
        if (_rest.IsEmpty)
            Begin(source.TakeNext());
        return true;
    }

    private bool TakeLarge(OutChunk chunk)
    {
        if (_session.Take(chunk.Octets, chunk.Large, out var message) != ZmtpEvent.Message)
            return false;
        _socket!.OnReceived(_pipe!, new Span<ZmqMessage>(ref message));
        _delivered++;
        return true;
    }

    /// <summary>For a session that looks at every message: the octets as the wire would have them.</summary>
    private static byte[] Encode(OutChunk chunk)
    {
        var octets = new byte[checked(chunk.Length + FrameEncoder.GetEncodedLength(chunk.Large))];
        chunk.Octets.CopyTo(octets);
        FrameEncoder.Write(octets.AsSpan(chunk.Length), chunk.Large);
        return octets;
    }

    private void ReturnCredit(Outbox source)
    {
        if (_delivered == 0)
            return;
        source.ReturnCredit(_delivered);
        _delivered = 0;
    }
}
