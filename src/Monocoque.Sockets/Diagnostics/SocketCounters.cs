using Monocoque.Admission;

namespace Monocoque.Diagnostics;

/// <summary>Why a message was not delivered.</summary>
internal enum DropReason
{
    /// <summary>The peer's queue was full, and the pattern drops then (PUB, ROUTER, REP).</summary>
    HighWaterMark,

    /// <summary>No peer has that routing id, or the requester has gone (ROUTER, REP).</summary>
    NoRoute,

    /// <summary>A connection ended after it took the message: it may or may not have arrived.</summary>
    ConnectionLost,

    /// <summary>The socket was closed, or the peer has gone for good, before the message left.</summary>
    Closed,

    /// <summary>The pattern has no use for what the peer sent: a reply nobody asked for, a request without a delimiter.</summary>
    Unexpected,

    /// <summary>A datagram from an address that <c>AllowFrom</c> or <c>DenyFrom</c> does not let in.</summary>
    Refused,

    /// <summary>A newer message took its place (<c>Conflate</c>).</summary>
    Conflated,
}

/// <summary>Why a peer that the authenticator let through did not come in.</summary>
internal enum AuthorizationFailure
{
    /// <summary>A policy said no.</summary>
    Denied,

    /// <summary>A policy threw.</summary>
    Error,

    /// <summary>The connection ended before there was an answer.</summary>
    Unanswered,
}

/// <summary>What one socket counts. Read by the meter; written without locks.</summary>
internal sealed class SocketCounters
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private readonly long[] _authorizationsFailed = new long[Enum.GetValues<AuthorizationFailure>().Length];
    private readonly long[] _refused = new long[Enum.GetValues<RefusalReason>().Length];
    private long _sent;
    private long _octetsSent;
    private long _octetsReceived;
    private long _connections;
    private long _handshakesFailed;
    private long _reconnects;
    private long _protocolErrors;
    private long _duplicateRoutingIds;
    private long _heartbeatTimeouts;
    private long _messageTimeouts;
    private long _authenticationsFailed;
    private long _zapFaults;

    internal long Sent => Volatile.Read(ref _sent);

    /// <summary>Octets of messages handed to connections, with the headers of their frames.</summary>
    internal long OctetsSent => Volatile.Read(ref _octetsSent);

    /// <summary>Octets read from connections.</summary>
    internal long OctetsReceived => Volatile.Read(ref _octetsReceived);

    internal long Connections => Volatile.Read(ref _connections);

    internal long HandshakesFailed => Volatile.Read(ref _handshakesFailed);

    internal long ProtocolErrors => Volatile.Read(ref _protocolErrors);

    internal long HeartbeatTimeouts => Volatile.Read(ref _heartbeatTimeouts);

    internal long MessageTimeouts => Volatile.Read(ref _messageTimeouts);

    internal long DuplicateRoutingIds => Volatile.Read(ref _duplicateRoutingIds);

    internal long AuthenticationsFailed => Volatile.Read(ref _authenticationsFailed);

    /// <summary>Replies of a ZAP handler that broke its protocol.</summary>
    internal long ZapFaults => Volatile.Read(ref _zapFaults);

    internal long Reconnects => Volatile.Read(ref _reconnects);

    internal long TotalDropped => _dropped.Sum();

    internal long GetDropped(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    internal void AddSent(int messages, long octets)
    {
        Interlocked.Add(ref _sent, messages);
        if (octets > 0)
            Interlocked.Add(ref _octetsSent, octets);
    }

    internal void AddReceived(long octets) => Interlocked.Add(ref _octetsReceived, octets);

    internal void AddDropped(DropReason reason, int messages = 1)
    {
        if (messages > 0)
            Interlocked.Add(ref _dropped[(int)reason], messages);
    }

    internal void AddConnection(int change) => Interlocked.Add(ref _connections, change);

    internal void AddHandshakeFailed() => Interlocked.Increment(ref _handshakesFailed);

    internal void AddProtocolError() => Interlocked.Increment(ref _protocolErrors);

    internal void AddDuplicateRoutingId() => Interlocked.Increment(ref _duplicateRoutingIds);

    internal void AddHeartbeatTimeout() => Interlocked.Increment(ref _heartbeatTimeouts);

    internal void AddMessageTimeout() => Interlocked.Increment(ref _messageTimeouts);

    internal long TotalRefused => _refused.Sum();

    internal long GetRefused(RefusalReason reason) => Volatile.Read(ref _refused[(int)reason]);

    internal void AddRefused(RefusalReason reason) => Interlocked.Increment(ref _refused[(int)reason]);

    internal void AddAuthenticationFailed() => Interlocked.Increment(ref _authenticationsFailed);

    internal void AddZapFault() => Interlocked.Increment(ref _zapFaults);

    internal long GetAuthorizationsFailed(AuthorizationFailure reason) => Volatile.Read(ref _authorizationsFailed[(int)reason]);

    internal void AddAuthorizationFailed(AuthorizationFailure reason) => Interlocked.Increment(ref _authorizationsFailed[(int)reason]);

    internal void AddReconnect() => Interlocked.Increment(ref _reconnects);
}
