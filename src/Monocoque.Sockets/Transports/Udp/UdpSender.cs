using System.Net.Sockets;

namespace Monocoque.Transports;

/// <summary>What a RADIO that is connected to a udp address sends by. Any number of callers at once.</summary>
internal sealed class UdpSender : IDisposable
{
    private readonly Socket _socket;
    private readonly Lock _lock = new();
    private readonly byte[] _datagram = new byte[UdpDatagram.MaxSize];

    private UdpSender(Socket socket) => _socket = socket;

    /// <param name="runtime">Resolves the name.</param>
    /// <param name="address">Where to: a host, or a multicast group and maybe the interface.</param>
    /// <param name="multicastHops">How many routers a multicast datagram may pass (<c>ZMQ_MULTICAST_HOPS</c>).</param>
    /// <param name="multicastLoop">This machine gets its own multicast datagrams too (<c>ZMQ_MULTICAST_LOOP</c>).</param>
    /// <param name="cancellationToken">Ends the resolving.</param>
    /// <exception cref="ZmqException">The address cannot be sent to.</exception>
    internal static async ValueTask<UdpSender> ConnectAsync(
        ZmqRuntime runtime, ZmqAddress address, int multicastHops, bool multicastLoop, CancellationToken cancellationToken)
    {
        if (address.IsWildcardHost || address.Port == 0)
        {
            throw new ZmqException(
                ZmqError.AddressNotAvailable, $"{address} names nobody to send to: '*' and port 0 are for binding. Write the peer's host and port.");
        }
        var route = await UdpRoute.ResolveAsync(runtime, address, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(route.Family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (route.IsMulticast)
                SetMulticast(socket, route, multicastHops, multicastLoop);
            await socket.ConnectAsync(route.EndPoint, cancellationToken).ConfigureAwait(false);
            // What the system has no room for is lost rather than waited for.
            socket.Blocking = false;
            return new UdpSender(socket);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new ZmqException(ZmqError.AddressNotAvailable, $"{address} cannot be sent to: {exception.Message}", exception);
        }
    }

    /// <summary>Sends one datagram. False: the system did not take it, and it is lost, as udp may lose any.</summary>
    /// <exception cref="ArgumentException">The message does not fit a datagram.</exception>
    internal bool TrySend(ReadOnlySpan<byte> group, ReadOnlySpan<byte> body)
    {
        lock (_lock)
        {
            var length = UdpDatagram.Write(_datagram, group, body);
            try
            {
                return _socket.Send(_datagram.AsSpan(0, length), SocketFlags.None) == length;
            }
            catch (SocketException)
            {
                // Nobody listens there (which the system tells with the next send), no route, no buffer: the same to a sender that is told nothing.
                return false;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static void SetMulticast(Socket socket, UdpRoute route, int hops, bool loop)
    {
        var level = route.Family == AddressFamily.InterNetworkV6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;
        socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, hops);
        socket.SetSocketOption(level, SocketOptionName.MulticastLoopback, loop);
        if (route.InterfaceIndex == 0)
            return;
        if (route.Family == AddressFamily.InterNetworkV6)
            socket.SetSocketOption(level, SocketOptionName.MulticastInterface, route.InterfaceIndex);
        else
            socket.SetSocketOption(level, SocketOptionName.MulticastInterface, route.Interface.GetAddressBytes());
    }
}
