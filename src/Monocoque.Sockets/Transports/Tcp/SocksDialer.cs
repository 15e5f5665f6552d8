using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Transports;

/// <summary>Opens tcp connections by a SOCKS5 proxy (RFC 1928). A host name is resolved by the proxy.</summary>
internal static class SocksDialer
{
    internal static async ValueTask<ConnectionContext> ConnectAsync(
        ZmqRuntime runtime, ZmqSocketOptions options, ZmqAddress address, CancellationToken cancellationToken)
    {
        var source = address.Source is null ? "" : $"{address.Source};";
        var proxy = ZmqAddress.Parse($"tcp://{source}{options.SocksProxy}");
        var connection = await TcpDialer.ConnectAsync(runtime, options, proxy, cancellationToken).ConfigureAwait(false);
        try
        {
            using var deadline = new CancellationTokenSource(options.HandshakeTimeout, runtime.Options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            var client = new SocksClient(connection.Transport, options.SocksProxy!, either.Token);
            await client.AuthenticateAsync(options.SocksUsername, options.SocksPassword).ConfigureAwait(false);
            await client.ConnectAsync(address).ConfigureAwait(false);
            return connection;
        }
        catch (Exception exception)
        {
            connection.Abort(new ConnectionAbortedException("The proxy did not connect.", exception));
            await connection.DisposeAsync().ConfigureAwait(false);
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new IOException($"The SOCKS proxy {options.SocksProxy} did not answer in time.", exception);
            throw;
        }
    }
}
