using System.Net;
using System.Net.Sockets;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>The addresses at both ends of a socket; nothing where the kernel no longer tells, as after a reset.</summary>
internal static class SocketNames
{
    /// <summary><c>sizeof(struct sockaddr_storage)</c>.</summary>
    private const int MaxLength = 128;

    private static readonly IPEndPoint s_v4 = new(IPAddress.Any, 0);
    private static readonly IPEndPoint s_v6 = new(IPAddress.IPv6Any, 0);
    private static readonly UnixDomainSocketEndPoint s_unix = new("/");

    internal static EndPoint? GetLocal(int socket)
    {
        var address = new SocketAddress(AddressFamily.InterNetworkV6, MaxLength);
        return Create(address, SocketSyscalls.GetLocalName(socket, address.Buffer.Span));
    }

    internal static EndPoint? GetRemote(int socket)
    {
        var address = new SocketAddress(AddressFamily.InterNetworkV6, MaxLength);
        return Create(address, SocketSyscalls.GetRemoteName(socket, address.Buffer.Span));
    }

    private static EndPoint? Create(SocketAddress address, int length)
    {
        if (length < 2)
            return null;
        address.Size = length;
        return address.Family switch
        {
            AddressFamily.InterNetwork => s_v4.Create(address),
            AddressFamily.InterNetworkV6 => s_v6.Create(address),
            AddressFamily.Unix => s_unix.Create(address),
            _ => null,
        };
    }
}
