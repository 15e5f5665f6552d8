using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Monocoque.Diagnostics;

namespace Monocoque.Transports;

/// <summary>
/// The options that the system keeps per connection: buffers, keep-alive, type of service. Set on the connection's own socket, whichever transport made it; one the
/// system refuses is logged and leaves the connection alone.
/// </summary>
internal sealed class SocketTuning(ZmqSocketOptions options, string socketName, SocketLog log)
{
    private const int LevelIP = 0;
    private const int LevelSocket = 1;
    private const int LevelTcp = 6;
    private const int LevelIPv6 = 41;
    private const int OptionTypeOfService = 1;
    private const int OptionPriority = 12;
    private const int OptionBusyPoll = 46;
    private const int OptionUserTimeout = 18;
    private const int OptionTrafficClass = 67;

    private readonly bool _isNeeded = options.SendBufferSize is not null || options.ReceiveBufferSize is not null || options.TcpKeepAlive is not null
        || options.TcpKeepAliveCount is not null || options.TcpKeepAliveIdle is not null || options.TcpKeepAliveInterval is not null
        || options.TcpMaxRetransmitTime is not null || options.TypeOfService != 0 || options.Priority is not null || options.BusyPoll != TimeSpan.Zero;

    internal void Apply(ConnectionContext connection)
    {
        if (!_isNeeded || connection.LocalEndPoint is InprocEndPoint)
            return;
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            Apply(socket, connection.ConnectionId);
        else
            log.OptionNotApplied(socketName, connection.ConnectionId, "the options of the system's socket", "the transport has none");
    }

    /// <summary>What of it there is for datagrams, and the interface, before <paramref name="socket"/> is bound.</summary>
    /// <exception cref="ZmqException">The interface is refused.</exception>
    internal void ApplyToDatagrams(Socket socket, ZmqAddress address)
    {
        if (options.BindToDevice is { } device)
            ListenSocket.BindToDevice(socket, device);
        ApplyBuffers(socket, address.ToString());
        ApplyToPackets(socket, address.ToString());
    }

    private void Apply(Socket socket, string connectionId)
    {
        ApplyBuffers(socket, connectionId);
        if (socket.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return;
        Set(
            options.TcpKeepAlive, nameof(options.TcpKeepAlive), connectionId,
            (bool value) => socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, value));
        Set(options.TcpKeepAliveCount, nameof(options.TcpKeepAliveCount), connectionId, value => SetTcp(socket, SocketOptionName.TcpKeepAliveRetryCount, value));
        Set(
            (int?)options.TcpKeepAliveIdle?.TotalSeconds, nameof(options.TcpKeepAliveIdle), connectionId,
            value => SetTcp(socket, SocketOptionName.TcpKeepAliveTime, value));
        Set(
            (int?)options.TcpKeepAliveInterval?.TotalSeconds, nameof(options.TcpKeepAliveInterval), connectionId,
            value => SetTcp(socket, SocketOptionName.TcpKeepAliveInterval, value));
        SetLinux((int?)options.TcpMaxRetransmitTime?.TotalMilliseconds, nameof(options.TcpMaxRetransmitTime), connectionId, socket, LevelTcp, OptionUserTimeout);
        ApplyToPackets(socket, connectionId);
    }

    private void ApplyBuffers(Socket socket, string connectionId)
    {
        Set(options.SendBufferSize, nameof(options.SendBufferSize), connectionId, value => socket.SendBufferSize = value);
        Set(options.ReceiveBufferSize, nameof(options.ReceiveBufferSize), connectionId, value => socket.ReceiveBufferSize = value);
    }

    private void ApplyToPackets(Socket socket, string connectionId)
    {
        Set<int>(options.TypeOfService == 0 ? null : options.TypeOfService, nameof(options.TypeOfService), connectionId, value => SetTypeOfService(socket, value));
        SetLinux(options.Priority, nameof(options.Priority), connectionId, socket, LevelSocket, OptionPriority);
        SetLinux(
            options.BusyPoll == TimeSpan.Zero ? null : (int)options.BusyPoll.TotalMicroseconds, nameof(options.BusyPoll), connectionId, socket, LevelSocket,
            OptionBusyPoll);
    }

    private static void SetTcp(Socket socket, SocketOptionName option, int value) => socket.SetSocketOption(SocketOptionLevel.Tcp, option, value);

    /// <summary>A socket that serves both families has both octets; the one of the other family is refused where the system has no use for it.</summary>
    private static void SetTypeOfService(Socket socket, int value)
    {
        if (socket.AddressFamily == AddressFamily.InterNetwork)
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, value);
        else if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("It is known for IPv6 on Linux only.");
        else
            SetBothFamilies(socket, value);
    }

    private static void SetBothFamilies(Socket socket, int value)
    {
        socket.SetRawSocketOption(LevelIPv6, OptionTrafficClass, BitConverter.GetBytes(value));
        if (socket.DualMode)
            socket.SetRawSocketOption(LevelIP, OptionTypeOfService, BitConverter.GetBytes(value));
    }

    private void SetLinux(int? value, string option, string connectionId, Socket socket, int level, int number) => Set(value, option, connectionId, given =>
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("It is known on Linux only.");
        socket.SetRawSocketOption(level, number, BitConverter.GetBytes(given));
    });

    private void Set<T>(T? value, string option, string connectionId, Action<T> set)
        where T : struct
    {
        if (value is not { } given)
            return;
        try
        {
            set(given);
        }
        catch (Exception exception) when (exception is SocketException or PlatformNotSupportedException)
        {
            log.OptionNotApplied(socketName, connectionId, option, exception.Message);
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended already.
        }
    }
}
