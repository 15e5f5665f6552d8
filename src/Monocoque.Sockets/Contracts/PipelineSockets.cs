namespace Monocoque;

/// <summary>
/// Sends each message to the next of its peers that has room (<c>ZMQ_PUSH</c>). With no peer, or none that has room, a send waits. An address it connects
/// to is a peer from the start: messages queue there until the connection is made.
/// </summary>
public interface IPushSocket : IZmqSender;

/// <summary>Receives from all its peers, one message from each in turn (<c>ZMQ_PULL</c>).</summary>
public interface IPullSocket : IZmqReceiver;

/// <summary>
/// Talks to exactly one peer, in both directions (<c>ZMQ_PAIR</c>). While it has one, others are disconnected and the one notices nothing; when the peer
/// goes, the next may come. A socket that connects belongs to that address until it is disconnected from there. With no peer, or a full one, a send waits.
/// </summary>
public interface IPairSocket : IZmqSender, IZmqReceiver;
