using System.Net;
using System.Net.Sockets;

namespace Monocoque.Transports;

/// <summary>Takes what comes to a bound udp address. Called on a thread of the pool, one datagram after the other; must not block.</summary>
/// <param name="group">The group; valid for the call.</param>
/// <param name="body">The body; valid for the call.</param>
/// <param name="sender">Where it came from.</param>
internal delegate void UdpHandler(ReadOnlySpan<byte> group, ReadOnlySpan<byte> body, SocketAddress sender);

/// <summary>What a DISH that is bound to a udp address receives by. What is no datagram of ours is dropped and counted.</summary>
internal sealed class UdpReceiver : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Task _receiving;
    private readonly CancellationTokenSource _stop = new();
    private readonly Action? _onMalformed;
    private long _malformed;

    private UdpReceiver(Socket socket, ZmqAddress address, UdpHandler handler, Action? onMalformed)
    {
        _onMalformed = onMalformed;
        _socket = socket;
        Address = address;
        _receiving = Task.Run(() => ReceiveAsync(handler));
    }

    /// <summary>The address with the port that was really bound.</summary>
    internal ZmqAddress Address { get; }

    /// <summary>Datagrams that were none of ours.</summary>
    internal long Malformed => Volatile.Read(ref _malformed);

    /// <summary>Binds an address of this machine, or joins a multicast group, on whose port others may listen too.</summary>
    /// <exception cref="ZmqException">The address cannot be bound.</exception>
    internal static async ValueTask<UdpReceiver> BindAsync(
        ZmqRuntime runtime, ZmqAddress address, UdpHandler handler, Action? onMalformed, CancellationToken cancellationToken)
    {
        var route = await UdpRoute.ResolveAsync(runtime, address, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(route.Family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (route.IsMulticast)
                Join(socket, route);
            else
                socket.Bind(route.EndPoint);
            return new UdpReceiver(socket, address.WithPort(((IPEndPoint)socket.LocalEndPoint!).Port), handler, onMalformed);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            var isInUse = exception.SocketErrorCode == SocketError.AddressAlreadyInUse;
            var reason = isInUse ? "somebody else listens there. Stop that program or choose another port; 0 takes a free one." : exception.Message;
            throw new ZmqException(isInUse ? ZmqError.AddressInUse : ZmqError.AddressNotAvailable, $"{address} cannot be bound: {reason}", exception);
        }
    }

    /// <summary>Nothing is handed over any more once this completes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
        _socket.Dispose();
        _stop.Dispose();
    }

    /// <summary>Bound to the group itself, so that what goes to this port by other ways does not come here.</summary>
    private static void Join(Socket socket, UdpRoute route)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        var any = route.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        socket.Bind(new IPEndPoint(OperatingSystem.IsWindows() ? any : route.EndPoint.Address, route.EndPoint.Port));
        const SocketOptionName Join = SocketOptionName.AddMembership;
        var group = route.EndPoint.Address;
        if (route.Family == AddressFamily.InterNetworkV6)
            socket.SetSocketOption(SocketOptionLevel.IPv6, Join, new IPv6MulticastOption(group, route.InterfaceIndex));
        else
            socket.SetSocketOption(SocketOptionLevel.IP, Join, new MulticastOption(group, route.Interface));
    }

    private async Task ReceiveAsync(UdpHandler handler)
    {
        // One octet more than is allowed, so that a longer datagram shows.
        var buffer = new byte[UdpDatagram.MaxSize + 1];
        var sender = new SocketAddress(_socket.AddressFamily);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, sender, _stop.Token).ConfigureAwait(false);
                Handle(buffer.AsSpan(0, length), sender, handler);
            }
            catch (SocketException)
            {
                // An answer to a datagram that this socket never sent, or one that is too long for Windows: the next may be well.
                CountMalformed();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Handle(ReadOnlySpan<byte> datagram, SocketAddress sender, UdpHandler handler)
    {
        if (datagram.Length <= UdpDatagram.MaxSize && UdpDatagram.TryRead(datagram, out var group, out var body))
            handler(group, body, sender);
        else
            CountMalformed();
    }

    private void CountMalformed()
    {
        Interlocked.Increment(ref _malformed);
        _onMalformed?.Invoke();
    }
}
