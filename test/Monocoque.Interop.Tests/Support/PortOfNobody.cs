using System.Net;
using System.Net.Sockets;

namespace Monocoque.Interop.Support;

/// <summary>Finds ports that nobody listens on.</summary>
internal static class PortOfNobody
{
    internal static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
