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

    /// <summary>
    /// The most accepted connections of which it is not known yet whether they are peers: from the accept to the end of the handshake, middleware and authentication
    /// included; 0: no limit. Default 4096. More are closed at once, counted (<c>zmq.connections.refused</c>) and an event; a peer tries again. Before its
    /// handshake is done a connection costs a bounded amount of memory, so this bounds what strangers can cost. May be changed at run time. No libzmq option. Connections
    /// we make do not count, and <see cref="MaxConnections"/> holds beside it.
    /// </summary>
    public int MaxHandshakes { get; set; } = 4096;

    /// <summary>
    /// The most of <see cref="MaxHandshakes"/> that one address may have, so that one machine cannot keep out all others; 0: no limit. Default 1024. In IPv6 an address
    /// is the network of its first 64 bits. What has no address, <c>ipc</c> and <c>inproc</c>, does not count. May be changed at run time. No libzmq option.
    /// </summary>
    public int MaxHandshakesPerAddress { get; set; } = 1024;

    /// <summary>
    /// How many handshakes one address may begin in a second, 1 to 1000000; as many may come at once after a second without any. 0, the default: no limit. For
    /// servers whose handshakes are costly: CURVE, or an authenticator that asks elsewhere. Addresses count as for <see cref="MaxHandshakesPerAddress"/>. Peers
    /// behind one address, as of a proxy, share its rate. May be changed at run time. No libzmq option.
    /// </summary>
    public int MaxHandshakeRatePerAddress { get; set; }
}
