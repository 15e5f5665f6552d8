using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Monocoque.Transports;

/// <summary>Addresses of this machine.</summary>
internal static class LocalAddress
{
    /// <summary>The first address of a network interface, as in libzmq; null if there is none, or none of the family.</summary>
    internal static IPAddress? OfInterface(string name, AddressFamily family = AddressFamily.Unspecified)
    {
        foreach (var candidate in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (!string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase))
                continue;
            var addresses = candidate.GetIPProperties().UnicastAddresses.Select(static unicast => unicast.Address).ToList();
            if (family != AddressFamily.Unspecified)
                return addresses.Find(ip => ip.AddressFamily == family);
            return addresses.Find(static ip => ip.AddressFamily == AddressFamily.InterNetwork) ?? addresses.FirstOrDefault();
        }
        return null;
    }

    /// <summary>Where to connect from.</summary>
    /// <exception cref="ZmqException">The source is not an address of this machine that fits the destination.</exception>
    internal static IPEndPoint ResolveSource(ZmqAddress address, AddressFamily family)
    {
        var (host, port) = SourceAddress.Split(address.Source!);
        if (host is "*")
            return new IPEndPoint(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, port);
        var found = IPAddress.TryParse(host, out var literal) ? literal : OfInterface(host, family);
        if (found?.AddressFamily == family)
            return new IPEndPoint(found, port);
        var version = family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
        throw new ZmqException(
            ZmqError.AddressNotAvailable,
            $"{address} cannot be connected to: its source '{host}' is neither an {version} address nor a network interface with one,"
            + $" and the destination is {version}.");
    }
}
