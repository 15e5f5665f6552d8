using System.Diagnostics.CodeAnalysis;
using Monocoque.Zmtp;

namespace Monocoque;

/// <summary>
/// Talks to its SERVER peers: sends to the next that has room, receives from all in turn (<c>ZMQ_CLIENT</c>, RFC 41). Messages have one frame; sending
/// more throws <see cref="ArgumentException"/>, and what is received with more is dropped and counted.
/// </summary>
[Experimental(Drafts.DiagnosticId)]
public interface IClientSocket : IZmqSender, IZmqReceiver;

/// <summary>
/// Talks to any number of CLIENT peers, each under a number that <see cref="ZmqMessage.RoutingId"/> of its messages tells (<c>ZMQ_SERVER</c>, RFC 41). Messages
/// have one frame.
/// </summary>
[Experimental(Drafts.DiagnosticId)]
public interface IServerSocket : IZmqReceiver
{
    /// <summary>Sends to the peer with that number. False: its queue is full, and the message is still yours.</summary>
    /// <exception cref="ArgumentException">The message has no frame, or more than one.</exception>
    /// <exception cref="ZmqException"><see cref="ZmqError.HostUnreachable"/>: there is no such peer, or the socket is closed.</exception>
    bool TrySend(uint routingId, ZmqMessage message);

    /// <summary>Sends to the peer with that number. Never waits: if its queue is full, it throws <see cref="ZmqError.WouldBlock"/>.</summary>
    /// <exception cref="ArgumentException">The message has no frame, or more than one.</exception>
    /// <exception cref="ZmqException">
    /// <see cref="ZmqError.HostUnreachable"/>: there is no such peer. <see cref="ZmqError.WouldBlock"/>: its queue is full. Or the socket is closed.
    /// </exception>
    ValueTask SendAsync(uint routingId, ZmqMessage message, CancellationToken cancellationToken = default);
}

/// <summary>A SERVER that can also call its like (<c>ZMQ_PEER</c>, RFC 51): every peer, whoever connected, has a number here.</summary>
[Experimental(Drafts.DiagnosticId)]
public interface IPeerSocket : IServerSocket
{
    /// <summary>
    /// Connects, for ever, and returns at once the number of that peer (<c>zmq_connect_peer</c>). Messages to it queue until the connection is made; the number
    /// stays when the connection is made again.
    /// </summary>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    /// <exception cref="ZmqException">The address cannot be connected to, or the socket is closed.</exception>
    uint ConnectPeer(string address);

    /// <summary>As <see cref="ConnectPeer"/>, and waits for the first handshake.</summary>
    /// <exception cref="OperationCanceledException">The wait was given up; the socket goes on connecting.</exception>
    ValueTask<uint> ConnectPeerAsync(string address, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the connection to exactly this peer, after what is queued was sent within <see cref="ZmqSocketOptions.Linger"/> (<c>zmq_disconnect_peer</c>). One that
    /// we connected to is not connected again.
    /// </summary>
    /// <exception cref="ZmqException"><see cref="ZmqError.HostUnreachable"/>: there is no such peer.</exception>
    ValueTask DisconnectPeerAsync(uint routingId);
}

/// <summary>
/// Sends each message to every DISH that joined its group (<c>ZMQ_RADIO</c>, RFC 48). Never waits: a peer whose queue is full misses the message, which is
/// counted. Groups are compared whole, not by prefix.
/// </summary>
[Experimental(Drafts.DiagnosticId)]
public interface IRadioSocket : IZmqSocket
{
    /// <summary>Sends to the group.</summary>
    /// <param name="group">At most 255 octets of UTF-8, without NUL.</param>
    /// <param name="body">One frame; spent on success.</param>
    /// <param name="cancellationToken">Sending does not wait; a token that has fired already stops it.</param>
    /// <exception cref="ArgumentException">The group is too long, or the message has not exactly one frame.</exception>
    /// <exception cref="ZmqException">The socket is closed.</exception>
    ValueTask SendAsync(string group, ZmqMessage body, CancellationToken cancellationToken = default);
}

/// <summary>
/// Receives the messages of the groups it joined (<c>ZMQ_DISH</c>, RFC 48); <see cref="ZmqMessage.Group"/> says which. Joins none at first.
/// </summary>
[Experimental(Drafts.DiagnosticId)]
public interface IDishSocket : IZmqReceiver
{
    /// <summary>Asks all its RADIO peers, now and after every reconnect, for the messages of a group (<c>zmq_join</c>).</summary>
    /// <param name="group">At most 255 octets of UTF-8, without NUL.</param>
    /// <exception cref="ArgumentException">The group is too long or has a NUL.</exception>
    /// <exception cref="ZmqException"><see cref="ZmqError.InvalidState"/>: it has joined already. Or the socket is closed.</exception>
    void Join(string group);

    /// <summary>Undoes <see cref="Join"/> (<c>zmq_leave</c>).</summary>
    /// <exception cref="ZmqException"><see cref="ZmqError.InvalidState"/>: it has not joined. Or the socket is closed.</exception>
    void Leave(string group);
}

/// <summary>A PUSH whose messages have one frame (<c>ZMQ_SCATTER</c>, RFC 49).</summary>
[Experimental(Drafts.DiagnosticId)]
public interface IScatterSocket : IZmqSender;

/// <summary>A PULL whose messages have one frame (<c>ZMQ_GATHER</c>, RFC 49).</summary>
[Experimental(Drafts.DiagnosticId)]
public interface IGatherSocket : IZmqReceiver;

/// <summary>
/// Datagrams of UDP as they are, for programs that are no ZeroMQ (<c>ZMQ_DGRAM</c>). Bind it to one <c>udp</c> address, such as <c>udp://*:5555</c> or
/// <c>udp://[::1]:0</c>, which its datagrams leave by; it connects to nobody. Every message has two frames: the address of the other end as text,
/// <c>192.0.2.7:5555</c> or <c>[2001:db8::7]:5555</c>, and the body of at most 65 507 octets. What is received can so be answered by its first frame.
/// <para>
/// Sending never waits: a datagram that the system does not take at once is lost and counted, as UDP may lose any. What is received beyond
/// <see cref="ZmqSocketOptions.ReceiveHighWaterMark"/> is dropped and counted. <see cref="IZmqSender.TrySend"/> and <see cref="IZmqSender.SendAsync"/> throw
/// <see cref="ArgumentException"/> if a message has not two frames, if the first is no address, or if the second is too long; and <see cref="ZmqException"/>
/// with <see cref="ZmqError.InvalidState"/> while the socket is not bound, and with <see cref="ZmqError.AddressNotAvailable"/> if the address is one of IPv6 and
/// the socket is bound to one of IPv4, or the other way round.
/// </para>
/// </summary>
[Experimental(Drafts.DiagnosticId)]
public interface IDgramSocket : IZmqSender, IZmqReceiver;

/// <summary>A PAIR whose messages have one frame (<c>ZMQ_CHANNEL</c>, RFC 52).</summary>
[Experimental(Drafts.DiagnosticId)]
public interface IChannelSocket : IZmqSender, IZmqReceiver;
