using System.Buffers;
using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>
/// DISH (RFC 48): tells every RADIO which groups it joined, and lets nothing else through. A message comes as group and body; the group is hidden from the
/// frames and readable by <see cref="ZmqMessage.Group"/>.
/// </summary>
internal sealed class DishSocket : SocketBase, IDishSocket
{
    private readonly HashSet<byte[]> _groups = new(RoutingIdComparer.Instance);
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _groupsBySpan;

    internal DishSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options) => _groupsBySpan = _groups.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Nothing is sent but joins, and closing ends those anyway.</summary>
    protected override TimeSpan Linger => TimeSpan.Zero;

    public void Join(string group)
    {
        var octets = GroupName.GetOctets(group);
        lock (Gate)
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
        lock (Gate)
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
        lock (Gate)
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
