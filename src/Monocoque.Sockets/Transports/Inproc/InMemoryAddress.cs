using System.Globalization;

namespace Monocoque.Transports;

/// <summary>What stands for a tcp or ipc address in a runtime that keeps to the memory of the process.</summary>
internal static class InMemoryAddress
{
    private const int FirstPort = 49_152;

    private static int s_ports;

    /// <summary>The place of an address that is to be bound, with a port or path of its own if it asks for one.</summary>
    internal static InprocEndPoint ResolveForBind(ZmqAddress address)
    {
        if (address.Port == 0)
            address = address.WithPort(FirstPort + (int)((uint)Interlocked.Increment(ref s_ports) % (ushort.MaxValue - FirstPort)));
        else if (address.IsWildcardPath)
            address = address.WithPath(string.Create(CultureInfo.InvariantCulture, $"zmq-{Interlocked.Increment(ref s_ports)}.sock"));
        return Resolve(address);
    }

    internal static InprocEndPoint Resolve(ZmqAddress address) => new(GetKey(address), address);

    /// <summary>All names of this machine are one.</summary>
    private static string GetKey(ZmqAddress address)
    {
        if (address.Port is not { } port)
            return address.ToString();
        var host = address.Host is "*" or "localhost" or "127.0.0.1" or "0.0.0.0" or "::1" or "::" ? "*" : address.Host;
        return string.Create(CultureInfo.InvariantCulture, $"{address.Scheme}://{host}:{port}");
    }
}
