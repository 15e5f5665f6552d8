namespace Monocoque;

/// <summary>What every socket can do, by its ZeroMQ name.</summary>
public static class ZmqSocketExtensions
{
    /// <summary>
    /// Listens on <paramref name="address"/> and returns it with the real port (<c>zmq_bind</c>). An extension, because ASP.NET Core's minimal APIs refuse a
    /// handler parameter whose type has a member of this name: they take it for one that binds the parameter from the request.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="address"><c>tcp://*:5555</c>, <c>tcp://127.0.0.1:0</c>, <c>tcp://[::1]:5555</c>, <c>ipc:///run/orders.sock</c>.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    /// <exception cref="ZmqException">The address cannot be bound, or the socket is closed.</exception>
    public static ValueTask<ZmqAddress> BindAsync(this IZmqSocket socket, string address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return socket.BindToAsync(address, cancellationToken);
    }
}
