namespace Monocoque;

/// <summary>The ZeroMQ socket patterns. The values are those of libzmq (<c>ZMQ_PAIR</c>, <c>ZMQ_PUB</c>, …).</summary>
public enum ZmqSocketType
{
    /// <summary>Exactly one peer, both directions (RFC 31).</summary>
    Pair = 0,

    /// <summary>Publishes to every peer that subscribed to a prefix of the first frame (RFC 29).</summary>
    Pub = 1,

    /// <summary>Receives what it subscribed to (RFC 29).</summary>
    Sub = 2,

    /// <summary>One request, then one reply (RFC 28).</summary>
    Req = 3,

    /// <summary>Receives a request, then answers it (RFC 28).</summary>
    Rep = 4,

    /// <summary>Sends to its peers in turn and receives from all of them (RFC 28).</summary>
    Dealer = 5,

    /// <summary>Addresses each peer by its routing id, which is frame 0 of every message (RFC 28).</summary>
    Router = 6,

    /// <summary>Receives from all <see cref="Push"/> peers in turn (RFC 30).</summary>
    Pull = 7,

    /// <summary>Sends to its <see cref="Pull"/> peers in turn (RFC 30).</summary>
    Push = 8,

    /// <summary>A <see cref="Pub"/> that receives its peers' subscriptions as messages (RFC 29).</summary>
    XPub = 9,

    /// <summary>A <see cref="Sub"/> that sends its subscriptions as messages (RFC 29).</summary>
    XSub = 10,
}
