using System.Net;

namespace Monocoque;

/// <content>Who may try to come in. Judged before a word is said on a connection; connections we make are not concerned.</content>
public sealed partial class ZmqSocketOptions
{
    /// <summary>
    /// From where peers may connect: networks, or single addresses as networks of all their bits. Empty, the default: from everywhere; otherwise from nowhere
    /// else (<c>ZMQ_TCP_ACCEPT_FILTER</c>). In configuration they are texts, <c>10.0.0.0/8</c> or <c>192.0.2.7</c>. IPv4 inside IPv6 is IPv4, so
    /// <c>0.0.0.0/0</c> is all of the one and <c>::/0</c> all of the other.
    /// <para>
    /// It holds for <c>tcp</c>, for endpoints of Kestrel, for <c>MapZmqWebSocket</c> (the address that the web server tells, forwarded headers included) and for
    /// datagrams of <c>udp</c>. <c>ipc</c> and <c>inproc</c> have no addresses and are not concerned; what has one that is not known does not come in. Others are closed
    /// before anything is said, counted (<c>zmq.connections.refused</c>) and an event. May be changed at run time, for new connections.
    /// </para>
    /// </summary>
    public IList<IPNetwork> AllowFrom { get; private set; } = [];

    /// <summary>
    /// From where peers may not connect, even if <see cref="AllowFrom"/> lets them; written, judged and told in the same way. Default nobody. May be changed
    /// at run time, for new connections. No libzmq option.
    /// </summary>
    public IList<IPNetwork> DenyFrom { get; private set; } = [];
}
