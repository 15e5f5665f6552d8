namespace Monocoque;

/// <summary>
/// Octets of plain TCP or Unix domain connections, without ZMTP (<c>ZMQ_STREAM</c>). Every message has two frames: the routing id of the connection, then the
/// octets, cut where it suits the transport. An empty second frame that is received says that a connection was made or has ended (see
/// <see cref="ZmqSocketOptions.StreamNotify"/>); one that is sent closes the connection after what was sent before it.
/// <para>
/// A send never waits. To a connection that is not there it throws <see cref="ZmqException"/> with <see cref="ZmqError.HostUnreachable"/>; to one whose queue
/// is full, <see cref="IZmqSender.TrySend"/> returns false and <see cref="IZmqSender.SendAsync"/> throws <see cref="ZmqError.WouldBlock"/>. The
/// connection of an address it connects to keeps its routing id when it is made again.
/// </para>
/// </summary>
public interface IStreamSocket : IZmqSender, IZmqReceiver;
