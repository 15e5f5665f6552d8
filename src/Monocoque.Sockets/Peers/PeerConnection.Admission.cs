using System.Security.Claims;
using Microsoft.AspNetCore.Connections.Features;
using Monocoque.Diagnostics;
using Monocoque.Security;

namespace Monocoque.Peers;

/// <summary>
/// Whether a peer of whom it is known who it is may come in: asked after the authenticator and before our last word of the handshake.
/// Sockets without policies have no authorizer and pass none of this.
/// </summary>
internal sealed partial class PeerConnection
{
    private ZmqPeer? _candidate;
    private bool _isAuthorized;
    private AuthorizationFailure? _unauthorized;

    /// <summary>Whom the transport or the web server has found the peer to be; null if they did not ask.</summary>
    private ClaimsPrincipal? TransportUser => _webSocket?.User ?? _connection.Features.Get<IConnectionUserFeature>()?.User;

    /// <summary>Keeps what is known of the peer, on the thread that reads. The handshake goes on when all have been asked.</summary>
    private void DescribeCandidate()
    {
        if (_sessions!.Authorizer is null)
            return;
        var mechanism = _session.Credentials!.Mechanism.ToString().ToUpperInvariant();
        _candidate = _session.Candidate ?? new ZmqPeer(socketType: null) { Mechanism = mechanism };
    }

    private async Task<ZmqAuthenticationResult> AuthorizeSlowAsync(
        IPeerAuthorizer authorizer, ZmqAuthenticationResult verdict, CancellationToken gone)
    {
        // Holds until there is an answer: a connection that ends before has been refused by nobody else.
        _unauthorized = AuthorizationFailure.Unanswered;
        try
        {
            if (await authorizer.AuthorizeAsync(CreatePeer(_candidate!, verdict), gone).ConfigureAwait(false) is not { } reason)
            {
                _unauthorized = null;
                _isAuthorized = true;
                return verdict;
            }
            _unauthorized = AuthorizationFailure.Denied;
            return ZmqAuthenticationResult.Deny(reason);
        }
        catch (Exception exception)
        {
            if (gone.IsCancellationRequested)
                return ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.TemporaryFailure, "the peer has gone");
            _unauthorized = AuthorizationFailure.Error;
            _runtime.ConnectionLog.AuthorizationFaulted(Id, _socket!.Name, exception);
            return ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.InternalError, $"the policy failed: {exception.GetType().Name}");
        }
    }

    /// <summary>Nobody was asked, however that came about; policies may be younger than the connection. It does not get past.</summary>
    private bool IsUnjudged => !_isAuthorized && _socket!.Sessions.Authorizer is not null;

    private ZmqPeer CreatePeer(
        ZmqPeer told, in ZmqAuthenticationResult verdict, ReadOnlyMemory<byte> routingId = default, uint number = 0) => new(told.SocketType, told.Identity)
    {
        RoutingId = routingId,
        RoutingNumber = number,
        Mechanism = told.Mechanism,
        ProtocolVersion = told.ProtocolVersion,
        Metadata = verdict.MergeInto(told.Metadata),
        RemoteEndPoint = _connection.RemoteEndPoint,
        LocalEndPoint = _connection.LocalEndPoint,
        ConnectionId = Id,
        User = verdict.User ?? TransportUser ?? told.User,
        UserId = verdict.UserId,
        Owner = _end,
    };

    private void ReportUnauthorized(AuthorizationFailure failure)
    {
        _socket!.Counters.AddAuthorizationFailed(failure);
        if (failure == AuthorizationFailure.Unanswered)
            _runtime.ConnectionLog.AuthorizationUnanswered(Id, RemoteEndPoint, _socket.Name);
        else
            _runtime.ConnectionLog.AuthorizationFailed(Id, RemoteEndPoint, _socket.Name, (int)_verdict.Status, _verdict.Reason!);
    }
}
