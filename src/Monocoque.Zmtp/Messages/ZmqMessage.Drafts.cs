using System.Diagnostics.CodeAnalysis;
using System.Text;
using Monocoque.Zmtp;

namespace Monocoque;

public readonly partial struct ZmqMessage
{
    /// <summary>SERVER, PEER: the number of the peer that sent the message, to answer to; otherwise 0 (<c>zmq_msg_routing_id</c>).</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    [Experimental(Drafts.DiagnosticId)]
    public uint RoutingId => Peer?.RoutingNumber ?? 0;

    /// <summary>DISH: the group the message was sent to, as UTF-8 text; otherwise null (<c>zmq_msg_group</c>).</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    [Experimental(Drafts.DiagnosticId)]
    public string? Group => HasGroup ? Encoding.UTF8.GetString(HiddenFrame) : null;

    /// <summary>On DISH the frame in front of the body is the group. It is hidden, not gone.</summary>
    private bool HasGroup => _skip > 0 && Peer is { SocketType: ZmqSocketType.Radio };

    /// <summary>Where the frames begin that another lease on this message needs.</summary>
    private int FirstKept => HasGroup ? _skip - 1 : _skip;

    private ReadOnlySpan<byte> HiddenFrame => _slab!.GetBody(_slab.Frames[Entry().FirstFrame + _skip - 1]).Span;
}
