using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Connections;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Loop;

namespace Monocoque.Transport.IoUring.Connecting;

/// <summary>Opens connections to addresses, paths and names. A name is tried with all its addresses, in the system's order.</summary>
internal sealed class IoUringConnector(RingSet rings, IoUringTransportOptions options, ConnectionSettings settings)
{
    private const int FamilyUnix = 1;
    private const int FamilyV4 = 2;
    private const int FamilyV6 = 10;
    private const int ProtocolTcp = 6;
    private const int OptionNoDelay = 1;

    internal async ValueTask<ConnectionContext> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken) => endPoint switch
    {
        UnixDomainSocketEndPoint => await ConnectAsync(endPoint, FamilyUnix, cancellationToken).ConfigureAwait(false),
        IPEndPoint address => await ConnectAsync(address, cancellationToken).ConfigureAwait(false),
        DnsEndPoint name => await ConnectAsync(name, cancellationToken).ConfigureAwait(false),
        _ => throw new NotSupportedException($"The io_uring transport cannot connect to a {endPoint.GetType().Name}."),
    };

    private Task<IoUringConnection> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken) =>
        ConnectAsync(endPoint, endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? FamilyV6 : FamilyV4, cancellationToken);

    private async Task<IoUringConnection> ConnectAsync(DnsEndPoint name, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(name.Host, name.AddressFamily, cancellationToken).ConfigureAwait(false);
        ExceptionDispatchInfo? last = null;
        foreach (var address in addresses)
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(address, name.Port), cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException exception)
            {
                last = ExceptionDispatchInfo.Capture(exception);
            }
        }
        last?.Throw();
        throw new SocketException((int)SocketError.HostNotFound);
    }

    private Task<IoUringConnection> ConnectAsync(EndPoint endPoint, int family, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isTcp = family != FamilyUnix;
        var socket = SocketSyscalls.OpenStream(family, isTcp ? ProtocolTcp : 0);
        if (socket < 0)
            throw SocketErrors.ToSocketException(socket);
        if (isTcp && options.NoDelay)
            _ = SocketSyscalls.SetOption(socket, ProtocolTcp, OptionNoDelay, 1);
        return new ConnectOperation(rings.Choose(), socket, endPoint, settings, cancellationToken).RunAsync();
    }
}
