using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Transports;

/// <summary>
/// Puts TLS on a connection that was accepted or made. Every way in which that can fail is an <see cref="AuthenticationException"/> that says what to
/// do.
/// </summary>
internal static class TlsHandshake
{
    /// <summary>Ends when the connection does: whoever watches over the time aborts it.</summary>
    internal static Task<TlsConnection> AcceptAsync(ConnectionContext connection, SocketTls tls)
    {
        var check = tls.CreateClientCheck(connection.ConnectionId);
        return RunAsync(
            connection, check, isServer: true,
            (stream, cancelled) => stream.AuthenticateAsServerAsync(tls.ChooseServerOptionsAsync, check, cancelled), CancellationToken.None);
    }

    internal static Task<TlsConnection> ConnectAsync(ConnectionContext connection, SocketTls tls, ZmqAddress address, CancellationToken cancellationToken)
    {
        var check = tls.CreateServerCheck(connection.ConnectionId, address);
        return RunAsync(
            connection, check, isServer: false,
            (stream, cancelled) => stream.AuthenticateAsClientAsync(tls.CreateClientOptions(check), cancelled), cancellationToken);
    }

    private static async Task<TlsConnection> RunAsync(
        ConnectionContext connection, CertificateCheck check, bool isServer, Func<SslStream, CancellationToken, Task> authenticateAsync,
        CancellationToken cancellationToken)
    {
        var carrier = new TlsCarrier(connection.Transport);
        var stream = new SslStream(carrier, leaveInnerStreamOpen: true);
        try
        {
            await authenticateAsync(stream, cancellationToken).ConfigureAwait(false);
            carrier.EndHandshake();
            return new TlsConnection(connection, stream, isServer ? stream.RemoteCertificate as X509Certificate2 : null);
        }
        catch (Exception exception)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            throw new AuthenticationException($"The TLS handshake failed. {check.Fault ?? carrier.Fault ?? Innermost(exception).Message}", exception);
        }
    }

    /// <summary>The framework's own words are about where to look, OpenSSL's about what there is to see.</summary>
    internal static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }
}
