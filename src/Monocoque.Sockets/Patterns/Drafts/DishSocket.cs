using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Monocoque.Diagnostics;
using Monocoque.Peers;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>
/// DISH (RFC 48): tells every RADIO which groups it joined, and lets nothing else through. A message comes as group and body; the group is hidden from the
/// frames and readable by <see cref="ZmqMessage.Group"/>.
/// </summary>
internal sealed class DishSocket : SocketBase, IDishSocket
{
    private readonly HashSet<byte[]> _groups = new(RoutingIdComparer.Instance);
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _groupsBySpan;

    /// <summary>What comes over udp, where nobody can be told to wait: what finds no room is lost.</summary>
    private readonly Inbox _datagrams;
    private SocketAddress? _lastSender;
    private ZmqPeer? _lastRadio;

    internal DishSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
        _groupsBySpan = _groups.GetAlternateLookup<ReadOnlySpan<byte>>();
        _datagrams = new Inbox(new Pipe(this, isConnector: false), options.ReceiveHighWaterMark, options.ReceiveHighWaterMarkBytes, Budget, conflates: false);
    }

    /// <summary>Nothing is sent but joins, and closing ends those anyway.</summary>
    internal override TimeSpan Linger => TimeSpan.Zero;

    public void Join(string group)
    {
        var octets = GroupName.GetOctets(group);
        using (EnterGate())
        {
            ThrowIfClosed();
            if (!_groups.Add(octets))
                throw new ZmqException(ZmqError.InvalidState, $"DISH socket '{Name}' has joined the group '{group}' already.");
            TellAll(octets, join: true);
        }
    }

    public void Leave(string group)
    {
        var octets = GroupName.GetOctets(group);
        using (EnterGate())
        {
            ThrowIfClosed();
            if (!_groups.Remove(octets))
                throw new ZmqException(ZmqError.InvalidState, $"DISH socket '{Name}' has not joined the group '{group}'.");
            TellAll(octets, join: false);
        }
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch)
    {
        var left = 0;
        using (EnterGate())
        {
            foreach (var message in batch)
            {
                if (_groupsBySpan.Contains(message.First.Span))
                    batch[left++] = message.Skip(1);
                else
                    message.Dispose();
            }
        }
        base.OnReceived(pipe, batch[..left]);
    }

    protected override void OnConnected(Pipe pipe, PeerConnection connection, IBufferWriter<byte> control)
    {
        foreach (var group in _groups)
            connection.WriteGroup(control, group, join: true);
    }

    private protected override bool OnDatagram(ReadOnlySpan<byte> datagram, SocketAddress sender)
    {
        if (!UdpDatagram.TryRead(datagram, out var group, out var body))
            return false;
        Counters.AddReceived(1 + group.Length + body.Length);
        using (EnterGate())
        {
            if (!_groupsBySpan.Contains(group))
                return true;
            if (Options.MaxMessageSize >= 0 && group.Length + body.Length > Options.MaxMessageSize)
                Counters.AddDropped(DropReason.Unexpected);
            else if (FairQueue.GetRoom(_datagrams) == 0)
                Counters.AddDropped(DropReason.HighWaterMark);
            else
                Deliver(group, body, FindRadio(sender));
        }
        return true;
    }

    protected override void OnOptionsChanged()
    {
        FairQueue.SetHighWaterMark(_datagrams, Options.ReceiveHighWaterMark);
    }

    private void Deliver(ReadOnlySpan<byte> group, ReadOnlySpan<byte> body, ZmqPeer radio)
    {
        var builder = new MessageBuilder(Runtime.Pool) { Peer = radio };
        builder.Append(group);
        builder.EndFrame();
        builder.Append(body);
        builder.EndFrame();
        var message = builder.Complete().Skip(1);
        builder.Release();
        FairQueue.Deliver(_datagrams, new ReadOnlySpan<ZmqMessage>(in message));
    }

    /// <summary>All that is known of a sender of datagrams is its address. Mostly it is the same as last time.</summary>
    private ZmqPeer FindRadio(SocketAddress sender)
    {
        if (_lastRadio is not null && sender.Equals(_lastSender))
            return _lastRadio;
        var endPoint = (IPEndPoint)new IPEndPoint(sender.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0).Create(sender);
        _lastSender = endPoint.Serialize();
        _lastRadio = new ZmqPeer(ZmqSocketType.Radio) { RemoteEndPoint = endPoint, Mechanism = "", ProtocolVersion = new Version(0, 0) };
        return _lastRadio;
    }

    private void TellAll(byte[] group, bool join)
    {
        foreach (var pipe in ConnectedPipes)
        {
            var command = new ArrayBufferWriter<byte>();
            pipe.Connection!.WriteGroup(command, group, join);
            pipe.Outbox.WriteControl(command.WrittenSpan);
        }
    }
}
