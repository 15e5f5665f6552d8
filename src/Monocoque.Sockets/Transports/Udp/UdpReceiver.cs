using System.Net;
using System.Net.Sockets;

namespace Monocoque.Transports;

/// <summary>Takes what comes to a bound udp address. Called on a thread of the pool, one datagram after the other; must not block.</summary>
/// <param name="datagram">The whole datagram; valid for the call.</param>
/// <param name="sender">Where it came from; valid for the call.</param>
/// <returns>False: it is none of ours.</returns>
internal delegate bool UdpHandler(ReadOnlySpan<byte> datagram, SocketAddress sender);

/// <summary>
/// What a DISH or a DGRAM that is bound to a udp address receives by, and a DGRAM also sends by. What is no datagram of ours is dropped and counted.
/// </summary>
internal sealed class UdpReceiver : IAsyncDisposable
{
    /// <summary>No datagram is longer: the length of one has 16 bits.</summary>
    private const int MaxDatagram = 65_535;

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

    internal AddressFamily Family => _socket.AddressFamily;

    /// <summary>Datagrams that were none of ours.</summary>
    internal long Malformed => Volatile.Read(ref _malformed);

    /// <summary>Binds an address of this machine, or joins a multicast group, on whose port others may listen too.</summary>
    /// <param name="runtime">Resolves the name.</param>
    /// <param name="address">Where to listen.</param>
    /// <param name="handler">Takes what comes.</param>
    /// <param name="onMalformed">Called for what is none of ours.</param>
    /// <param name="prepare">Sets options of the socket before it is bound.</param>
    /// <param name="cancellationToken">Ends the resolving.</param>
    /// <exception cref="ZmqException">The address cannot be bound.</exception>
    internal static async ValueTask<UdpReceiver> BindAsync(
        ZmqRuntime runtime, ZmqAddress address, UdpHandler handler, Action? onMalformed, Action<Socket, UdpRoute>? prepare, CancellationToken cancellationToken)
    {
        var route = await UdpRoute.ResolveAsync(runtime, address, cancellationToken).ConfigureAwait(false);
        Socket? socket = null;
        try
        {
            socket = new Socket(route.Family, SocketType.Dgram, ProtocolType.Udp);
            prepare?.Invoke(socket, route);
            if (route.IsMulticast)
                Join(socket, route);
            else
                socket.Bind(route.EndPoint);
            return new UdpReceiver(socket, address.WithPort(((IPEndPoint)socket.LocalEndPoint!).Port), handler, onMalformed);
        }
        catch (Exception exception) when (exception is SocketException or ZmqException)
        {
            socket?.Dispose();
            if (exception is not SocketException refusal)
                throw;
            var isInUse = refusal.SocketErrorCode == SocketError.AddressAlreadyInUse;
            var reason = isInUse ? "somebody else listens there. Stop that program or choose another port; 0 takes a free one." : exception.Message;
            throw new ZmqException(isInUse ? ZmqError.AddressInUse : ZmqError.AddressNotAvailable, $"{address} cannot be bound: {reason}", exception);
        }
    }

    /// <summary>Has <see cref="TrySend"/> never wait.</summary>
    internal void SendWithoutWaiting() => _socket.Blocking = false;

    /// <summary>Sends one datagram from the bound address. Any number of callers at once.</summary>
    /// <param name="datagram">All of it.</param>
    /// <param name="receiver">Where to.</param>
    /// <param name="error">Why the system did not take it; it is lost then, as udp may lose any.</param>
    internal bool TrySend(ReadOnlySpan<byte> datagram, SocketAddress receiver, out SocketError error)
    {
        error = SocketError.Success;
        try
        {
            return _socket.SendTo(datagram, SocketFlags.None, receiver) == datagram.Length;
        }
        catch (SocketException exception)
        {
            error = exception.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.NotSocket;
        }
        return false;
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
        var buffer = new byte[MaxDatagram];
        var sender = new SocketAddress(_socket.AddressFamily);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, sender, _stop.Token).ConfigureAwait(false);
                if (!handler(buffer.AsSpan(0, length), sender))
                    CountMalformed();
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

    private void CountMalformed()
    {
        Interlocked.Increment(ref _malformed);
        _onMalformed?.Invoke();
    }
}
