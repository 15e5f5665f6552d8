using Monocoque;

namespace PriceFeed;

/// <summary>Where a program on this machine connects to in order to reach one of our sockets.</summary>
internal static class Reachable
{
    internal static string From(IZmqSocket socket)
    {
        if (socket.BoundAddresses is not [var address, ..])
            throw new InvalidOperationException($"PriceFeed needs an address to listen on. Add one under Zmq:Sockets:{socket.Name}:Bind.");
        return address.Host is "*" or "0.0.0.0" or "::" ? $"tcp://127.0.0.1:{address.Port}" : address.ToString();
    }

    /// <summary>The same for the addresses of the web server, which writes "all interfaces" in several ways.</summary>
    internal static string From(string url) => url
        .Replace("//[::]:", "//localhost:", StringComparison.Ordinal)
        .Replace("//0.0.0.0:", "//localhost:", StringComparison.Ordinal)
        .Replace("//*:", "//localhost:", StringComparison.Ordinal)
        .Replace("//+:", "//localhost:", StringComparison.Ordinal);
}
