using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Monocoque.Diagnostics;
using Monocoque.Peers;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>
/// DGRAM: datagrams of UDP as they are, each with the address of the other end. It has no connections, so that the way messages take to the queues of peers is not
/// its: it sends by itself, outside of all locks.
/// </summary>
internal sealed class DgramSocket : SocketBase, IDgramSocket
{
    /// <summary>What IPv4 leaves of 65 535 octets, with its header and that of UDP.</summary>
    private const int MaxBody = 65_507;

    private readonly DatagramPeers _peers = new();

    /// <summary>One queue for all who send: nobody can be told to wait, and who it is anybody can make up.</summary>
    private readonly Inbox _datagrams;

    internal DgramSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options) =>
        _datagrams = new Inbox(new Pipe(this, isConnector: false), options.ReceiveHighWaterMark, options.ReceiveHighWaterMarkBytes, Budget, conflates: false);

    /// <summary>Nothing waits to be sent.</summary>
    internal override TimeSpan Linger => TimeSpan.Zero;

    bool IZmqSender.TrySend(ZmqMessage message)
    {
        Send(message);
        return true;
    }

    ValueTask IZmqSender.SendAsync(ZmqMessage message, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        Send(message);
        return default;
    }

    private protected override bool OnDatagram(ReadOnlySpan<byte> datagram, SocketAddress sender)
    {
        Counters.AddReceived(datagram.Length);
        if (Options.MaxMessageSize >= 0 && datagram.Length > Options.MaxMessageSize)
            Counters.AddDropped(DropReason.Unexpected);
        else if (FairQueue.GetRoom(_datagrams) == 0)
            Counters.AddDropped(DropReason.HighWaterMark);
        else
            Deliver(datagram, _peers.Get(sender));
        return true;
    }

    protected override void OnOptionsChanged() => FairQueue.SetHighWaterMark(_datagrams, Options.ReceiveHighWaterMark);

    private void Deliver(ReadOnlySpan<byte> body, DatagramPeer sender)
    {
        var builder = new MessageBuilder(Runtime.Pool) { Peer = sender.Peer };
        builder.Append(sender.Name);
        builder.EndFrame();
        builder.Append(body);
        builder.EndFrame();
        var message = builder.Complete();
        builder.Release();
        FairQueue.Deliver(_datagrams, new ReadOnlySpan<ZmqMessage>(in message));
    }

    private void Send(in ZmqMessage message)
    {
        if (message.Count != 2)
            ThrowNotTwoFrames(message);
        var body = message[1].Span;
        if (body.Length > MaxBody)
            ThrowTooLong(message);
        if (!_peers.TryGet(message[0].Span, out var receiver))
            ThrowNoAddress(message);
        ThrowIfClosed();
        var sender = BoundUdp;
        if (sender is null)
            ThrowNotBound();
        if (sender.Family != receiver.Address.Family)
            ThrowOtherFamily(sender, receiver);
        if (sender.TrySend(body, receiver.Address, out var error))
            Counters.AddSent(1, body.Length);
        else
            Counters.AddDropped(error is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable ? DropReason.HighWaterMark : DropReason.NoRoute);
        message.Dispose();
    }

    [DoesNotReturn]
    private static void ThrowNotTwoFrames(in ZmqMessage message) => throw new ArgumentException(
        $"A DGRAM message has two frames, the address of the receiver and the body, not {message.Count}. Put the parts of the body into one.", nameof(message));

    [DoesNotReturn]
    private static void ThrowTooLong(in ZmqMessage message) => throw new ArgumentException(
        $"The body is one datagram of at most {MaxBody} octets, and has {message[1].Length}. Send less, or use tcp and another pattern.", nameof(message));

    [DoesNotReturn]
    private static void ThrowNoAddress(in ZmqMessage message)
    {
        const int Shown = 64;
        var octets = message[0].Span;
        var name = Encoding.UTF8.GetString(octets.Length > Shown ? octets[..Shown] : octets);
        throw new ArgumentException(
            $"The first frame is '{name}', which is no address to send to. Use an address and a port, for example 192.0.2.7:5555 or [2001:db8::7]:5555; names are not"
            + " resolved.",
            nameof(message));
    }

    [DoesNotReturn]
    private void ThrowNotBound() => throw new ZmqException(
        ZmqError.InvalidState, $"DGRAM socket '{Name}' is not bound, so nothing can leave it. Bind it first, for example to udp://*:0, which takes a free port.");

    [DoesNotReturn]
    private void ThrowOtherFamily(UdpReceiver sender, DatagramPeer receiver) => throw new ZmqException(
        ZmqError.AddressNotAvailable,
        $"DGRAM socket '{Name}' is bound to {sender.Address} and cannot send to {receiver.Peer.RemoteEndPoint}, which is of another version of IP."
        + " Bind a socket to udp://[::]:0 for IPv6, or to udp://*:0 for IPv4.");
}
