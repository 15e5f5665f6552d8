using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace Monocoque.Shared;

/// <summary>The sockets that this process has open, as the system knows them, and what the machine has for them.</summary>
internal static class SystemSockets
{
    private const int SocketLevel = 1;
    private const int BindToDevice = 25;
    private const int BusyPoll = 46;

    /// <summary>Hands the one socket that is what is looked for to <paramref name="read"/>.</summary>
    internal static T Read<T>(Func<Socket, bool> isWanted, Func<Socket, T> read)
    {
        foreach (var link in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            try
            {
                if (File.ResolveLinkTarget(link, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) != true)
                    continue;
                using var socket = new Socket(new SafeSocketHandle(nint.Parse(Path.GetFileName(link), CultureInfo.InvariantCulture), ownsHandle: false));
                if (isWanted(socket))
                    return read(socket);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // Another test has closed it meanwhile.
            }
        }
        throw new InvalidOperationException("No open socket is the one that is looked for.");
    }

    /// <summary>The interfaces that the sockets of one tcp connection are kept to, and the one that listens for it; empty: it is not.</summary>
    internal static (string Listening, string Accepted, string Connected) ReadDevices(int port) => (
        Read(socket => IsAt(socket.LocalEndPoint, port) && socket is { SocketType: SocketType.Stream, RemoteEndPoint: null }, ReadDevice),
        Read(socket => IsAt(socket.LocalEndPoint, port) && socket is { SocketType: SocketType.Stream, RemoteEndPoint: not null }, ReadDevice),
        Read(socket => IsAt(socket.RemoteEndPoint, port) && socket.SocketType == SocketType.Stream, ReadDevice));

    /// <summary>Mostly only for privileged processes.</summary>
    internal static bool IsBusyPollAllowed()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.SetRawSocketOption(SocketLevel, BusyPoll, BitConverter.GetBytes(33));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsAt(EndPoint? endPoint, int port) => endPoint is IPEndPoint ip && ip.Port == port;

    private static string ReadDevice(Socket socket)
    {
        Span<byte> name = stackalloc byte[16];
        return Encoding.UTF8.GetString(name[..socket.GetRawSocketOption(SocketLevel, BindToDevice, name)]).TrimEnd('\0');
    }

    /// <summary>What the system keeps for the datagrams that this process sends to <paramref name="group"/>.</summary>
    internal static int ReadSenderOption(IPEndPoint group, int level, int option) => Read(
        socket => socket.SocketType == SocketType.Dgram && group.Equals(socket.RemoteEndPoint),
        socket =>
        {
            Span<byte> value = stackalloc byte[sizeof(int)];
            value.Clear();
            socket.GetRawSocketOption(level, option, value);
            return BitConverter.ToInt32(value);
        });

    /// <summary>An interface that leads to other machines and takes multicast; null: there is none.</summary>
    internal static string? FindMulticastInterface(AddressFamily family) => NetworkInterface.GetAllNetworkInterfaces()
        .FirstOrDefault(candidate => candidate is { OperationalStatus: OperationalStatus.Up, SupportsMulticast: true }
            && candidate.NetworkInterfaceType != NetworkInterfaceType.Loopback
            && candidate.GetIPProperties().UnicastAddresses.Any(unicast => unicast.Address.AddressFamily == family))?.Name;
}
