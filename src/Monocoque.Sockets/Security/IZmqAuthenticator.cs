namespace Monocoque;

/// <summary>
/// Judges peers before they come in: what a ZAP handler is to libzmq (RFC 27). Set it by <see cref="ZmqSecurityOptions.Authenticator"/>, or for all sockets of a runtime
/// that have none of their own by <see cref="ZmqRuntimeOptions.Authenticator"/> or <c>AddZmq().AddAuthenticator&lt;T>()</c>.
/// </summary>
public interface IZmqAuthenticator
{
    /// <summary>
    /// Says whether a peer may come in, and as whom. Runs on the thread pool, for many peers at the same time; an exception is a refusal with
    /// <see cref="ZmqAuthenticationStatus.InternalError"/>, which is logged.
    /// </summary>
    /// <param name="request">The peer and its credentials.</param>
    /// <param name="cancellationToken">Fires when the peer has gone or its <see cref="ZmqSocketOptions.HandshakeTimeout"/> is over; an answer is of no use then.</param>
    ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken);
}
