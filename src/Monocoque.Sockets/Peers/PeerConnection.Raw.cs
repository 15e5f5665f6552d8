using System.Buffers;
using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>A connection without ZMTP: what is read is given out as it is, behind the routing id of the connection.</summary>
internal sealed partial class PeerConnection
{
    /// <summary>The most octets of one message: what a read brings is cut there, so that a message never needs memory of its own.</summary>
    private const int MostRawOctets = 32 * 1024;

    private static readonly ZmqPeer s_rawPeer = new(ZmqSocketType.Stream) { Mechanism = "", ProtocolVersion = new Version(0, 0) };

    /// <summary>The peer as its handshake described it; of a raw connection nothing is known.</summary>
    private ZmqPeer Told => IsRaw ? s_rawPeer : _session.Peer!;

    private async Task RawLoopAsync()
    {
        if (!OnHandshakeCompleted())
            return;
        var builder = new MessageBuilder(_runtime.Pool) { Peer = Peer, Prefix = Peer!.RoutingId };
        try
        {
            var input = _connection.Transport.Input;
            var guest = 0;
            while (!IsStopping)
            {
                if (TryWaitForRoom(out var room))
                {
                    await room.ConfigureAwait(false);
                    guest = MostGuestReads;
                    continue;
                }
                if (guest > 0 && --guest == 0)
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                if (!input.TryRead(out var result))
                {
                    builder.Release();
                    result = await input.ReadAsync().ConfigureAwait(false);
                }
                var piece = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, MostRawOctets));
                if (!piece.IsEmpty)
                    DeliverRaw(builder, piece);
                _socket!.Counters.AddReceived(piece.Length);
                input.AdvanceTo(piece.End);
                if (result.IsCompleted && piece.Length == result.Buffer.Length)
                    return;
            }
        }
        finally
        {
            builder.Release();
        }
    }

    private void DeliverRaw(MessageBuilder builder, in ReadOnlySequence<byte> piece)
    {
        builder.Prepare((int)piece.Length);
        foreach (var memory in piece)
            builder.Append(memory.Span);
        builder.EndFrame();
        var message = builder.Complete();
        _socket!.OnReceived(_pipe!, new Span<ZmqMessage>(ref message));
    }
}
