using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>The addresses at both ends of a socket; nothing where the kernel no longer tells, as after a reset.</summary>
internal static class SocketNames
{
    /// <summary><c>sizeof(struct sockaddr_storage)</c>.</summary>
    private const int MaxLength = 128;

    /// <summary><c>sizeof(struct sockaddr_in)</c>.</summary>
    private const int IPv4Length = 16;

    private static readonly IPEndPoint s_v4 = new(IPAddress.Any, 0);
    private static readonly IPEndPoint s_v6 = new(IPAddress.IPv6Any, 0);
    private static readonly UnixDomainSocketEndPoint s_unix = new("/");

    internal static EndPoint? GetLocal(int socket)
    {
        var address = new SocketAddress(AddressFamily.InterNetworkV6, MaxLength);
        return Create(address, SocketSyscalls.GetLocalName(socket, address.Buffer.Span));
    }

    /// <returns>The name, if it is one of IPv4; any other is in <paramref name="other"/>.</returns>
    internal static IPv4Name GetRemote(int socket, out EndPoint? other)
    {
        Span<byte> name = stackalloc byte[MaxLength];
        var length = SocketSyscalls.GetRemoteName(socket, name);
        other = null;
        if (length == IPv4Length && BitConverter.ToUInt16(name) == (ushort)AddressFamily.InterNetwork)
            return new IPv4Name(BitConverter.ToUInt32(name[4..]), BinaryPrimitives.ReadUInt16BigEndian(name[2..]));
        if (length >= 2)
        {
            var address = new SocketAddress(AddressFamily.InterNetworkV6, MaxLength);
            name.CopyTo(address.Buffer.Span);
            other = Create(address, length);
        }
        return default;
    }

    internal static EndPoint? Create(IPv4Name name) => name.IsNone ? null : new IPEndPoint(new IPAddress(name.Address), name.Port);

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
