using System.Diagnostics.CodeAnalysis;
using Monocoque.Zmtp;

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

    /// <summary>Octets of plain TCP connections, each addressed by a routing id. Speaks no ZMTP.</summary>
    Stream = 11,

    /// <summary>Talks to any number of <see cref="Client"/> peers, each under a number (RFC 41, draft).</summary>
    [Experimental(Drafts.DiagnosticId)]
    Server = 12,

    /// <summary>Talks to <see cref="Server"/> peers in turn (RFC 41, draft).</summary>
    [Experimental(Drafts.DiagnosticId)]
    Client = 13,

    /// <summary>Sends to every peer that joined the message's group (RFC 48, draft).</summary>
    [Experimental(Drafts.DiagnosticId)]
    Radio = 14,

    /// <summary>Receives the messages of the groups it joined (RFC 48, draft).</summary>
    [Experimental(Drafts.DiagnosticId)]
    Dish = 15,

    /// <summary>Receives from all <see cref="Scatter"/> peers in turn (RFC 49, draft).</summary>
    [Experimental(Drafts.DiagnosticId)]
    Gather = 16,

    /// <summary>Sends to its <see cref="Gather"/> peers in turn (RFC 49, draft).</summary>
    [Experimental(Drafts.DiagnosticId)]
    Scatter = 17,

    /// <summary>Datagrams of UDP as they are, each with the address of its sender or receiver. Speaks no ZMTP (draft).</summary>
    [Experimental(Drafts.DiagnosticId)]
    Dgram = 18,

    /// <summary>Talks to any number of its like, each under a number (RFC 51, draft).</summary>
    [Experimental(Drafts.DiagnosticId)]
    Peer = 19,

    /// <summary>Exactly one peer, both directions, messages of one frame (RFC 52, draft).</summary>
    [Experimental(Drafts.DiagnosticId)]
    Channel = 20,
}
