using Monocoque.Admission;
using Monocoque.Patterns;
using Monocoque.Peers;

namespace Monocoque.Transports;

/// <summary>Tells the connection handler which socket a connection was accepted for.</summary>
internal interface IZmqSocketFeature
{
    SocketBase Socket { get; }

    ZmqAddress Address { get; }

    ConnectionSet Connections { get; }

    /// <summary>Runs from the accept until ZMTP begins.</summary>
    AcceptDeadline Deadline { get; }

    /// <summary>Taken by whoever accepted the connection, who leaves it in any case.</summary>
    HandshakePlace Place { get; }
}

/// <summary>Set by our own listeners.</summary>
internal sealed record ZmqSocketFeature(SocketBase Socket, ZmqAddress Address, ConnectionSet Connections, AcceptDeadline Deadline, HandshakePlace Place)
    : IZmqSocketFeature;
