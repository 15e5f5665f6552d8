using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Monocoque.Transports;

/// <summary>A udp address on this machine: where to, and over which interface.</summary>
/// <param name="EndPoint">The host or multicast group, and the port.</param>
/// <param name="Interface">The address of the interface; any if there was none.</param>
/// <param name="InterfaceIndex">Its number, which is how IPv6 names it; 0: the system's choice.</param>
internal sealed record UdpRoute(IPEndPoint EndPoint, IPAddress Interface, int InterfaceIndex)
{
    internal AddressFamily Family => EndPoint.AddressFamily;

    internal bool IsMulticast => IsMulticastAddress(EndPoint.Address);

    /// <exception cref="ZmqException">A part of the address is not known here.</exception>
    internal static async ValueTask<UdpRoute> ResolveAsync(ZmqRuntime runtime, ZmqAddress address, CancellationToken cancellationToken)
    {
        var host = address.IsWildcardHost ? IPAddress.Any
            : IPAddress.TryParse(address.Host, out var literal) ? literal
            : LocalAddress.OfInterface(address.Host) ?? await ResolveNameAsync(runtime, address, cancellationToken).ConfigureAwait(false);
        var endPoint = new IPEndPoint(host, address.Port!.Value);
        var any = host.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        if (address.Source is null)
            return new UdpRoute(endPoint, any, InterfaceIndex: 0);
        if (!IsMulticastAddress(host))
        {
            throw new ZmqException(
                ZmqError.AddressNotAvailable,
                $"{address}: an interface (before ';') goes with a multicast group, and {address.Host} is none."
                + " Groups are 224.0.0.0 to 239.255.255.255 and ff00::/8.");
        }
        var (name, _) = SourceAddress.Split(address.Source);
        if (name is "*")
            return new UdpRoute(endPoint, any, InterfaceIndex: 0);
        foreach (var candidate in NetworkInterface.GetAllNetworkInterfaces())
        {
            var properties = candidate.GetIPProperties();
            var own = properties.UnicastAddresses
                .Select(static unicast => unicast.Address).Where(ip => ip.AddressFamily == host.AddressFamily).ToList();
            var found = IPAddress.TryParse(name, out var wanted) ? own.Find(ip => ip.Equals(wanted))
                : string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase) ? own.FirstOrDefault()
                : null;
            if (found is not null)
                return new UdpRoute(endPoint, found, GetIndex(properties, host.AddressFamily));
        }
        throw new ZmqException(
            ZmqError.AddressNotAvailable, $"{address}: '{name}' is no network interface of this machine with an address of the group's family.");
    }

    private static int GetIndex(IPInterfaceProperties properties, AddressFamily family) => family == AddressFamily.InterNetworkV6
        ? properties.GetIPv6Properties().Index
        : properties.GetIPv4Properties().Index;

    private static bool IsMulticastAddress(IPAddress address) =>
        address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] is >= 224 and <= 239);

    private static async Task<IPAddress> ResolveNameAsync(ZmqRuntime runtime, ZmqAddress address, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await runtime.ResolveHost(address.Host, cancellationToken).ConfigureAwait(false);
            if (addresses.Length > 0)
                return addresses[0];
        }
        catch (SocketException exception)
        {
            throw CreateUnknownHost(address, exception);
        }
        throw CreateUnknownHost(address, inner: null);
    }

    private static ZmqException CreateUnknownHost(ZmqAddress address, Exception? inner) => new(
        ZmqError.AddressNotAvailable, $"{address}: '{address.Host}' is neither a name that resolves nor a network interface of this machine.", inner);
}
