using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Monocoque.Transports;

/// <summary>Who sends datagrams to a DGRAM socket, or is sent some: all that is known of it is its address.</summary>
internal sealed class DatagramPeer
{
    private DatagramPeer(IPEndPoint endPoint, byte[] name)
    {
        Name = name;
        Address = endPoint.Serialize();
        Peer = new ZmqPeer(ZmqSocketType.Dgram) { RemoteEndPoint = endPoint, Mechanism = "", ProtocolVersion = new Version(0, 0) };
    }

    /// <summary>The address as text: the first frame of a message.</summary>
    internal byte[] Name { get; }

    /// <summary>The address as the system has it. Never changed.</summary>
    internal SocketAddress Address { get; }

    internal ZmqPeer Peer { get; }

    internal static DatagramPeer Of(SocketAddress address)
    {
        var any = address.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        var endPoint = (IPEndPoint)new IPEndPoint(any, 0).Create(address);
        return new DatagramPeer(endPoint, Encoding.ASCII.GetBytes(endPoint.ToString()));
    }

    /// <summary>False: it is not an address with a port to send to. Names are not resolved, as in libzmq.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> name, [NotNullWhen(true)] out DatagramPeer? peer)
    {
        peer = null;
        // libzmq ends the text that it gives out with NUL, and takes it so too.
        var text = name is [.., 0] ? name[..^1] : name;
        if (!Ascii.IsValid(text) || !IPEndPoint.TryParse(Encoding.ASCII.GetString(text), out var endPoint) || endPoint.Port == 0)
            return false;
        peer = new DatagramPeer(endPoint, name.ToArray());
        return true;
    }
}
