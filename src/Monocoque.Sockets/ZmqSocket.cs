namespace Monocoque;

/// <summary>
/// Sockets for programs without a host, on <see cref="ZmqRuntime.Default"/>.
/// <code>
/// await using var dealer = await ZmqSocket.ConnectAsync&lt;IDealerSocket&gt;("tcp://127.0.0.1:5555");
/// await dealer.SendAsync("hello");
/// using var reply = await dealer.ReceiveAsync();
/// </code>
/// </summary>
public static class ZmqSocket
{
    /// <summary>
    /// Makes a socket. Binds and connects nothing, also not what <see cref="ZmqSocketOptions.Bind"/> and <see cref="ZmqSocketOptions.Connect"/> list: those are
    /// opened for the sockets of a host. Call <see cref="BindAsync"/>, or <see cref="IZmqSocket.Connect"/> of the socket.
    /// </summary>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException"><typeparamref name="TSocket"/> names no pattern.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is wrong or not for this pattern.</exception>
    public static TSocket Create<TSocket>(Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket => ZmqRuntime.Default.CreateSocket<TSocket>(configure);

    /// <summary>Makes a socket, connects it, and waits for the first completed handshake.</summary>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired first; the socket is closed.</exception>
    public static async ValueTask<TSocket> ConnectAsync<TSocket>(
        string address, Action<ZmqSocketOptions>? configure = null, CancellationToken cancellationToken = default)
        where TSocket : class, IZmqSocket
    {
        var socket = Create<TSocket>(configure);
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Makes a socket and binds it; <see cref="IZmqSocket.BoundAddresses"/> has the real port.</summary>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    /// <exception cref="ZmqException">The address cannot be bound.</exception>
    public static async ValueTask<TSocket> BindAsync<TSocket>(
        string address, Action<ZmqSocketOptions>? configure = null, CancellationToken cancellationToken = default)
        where TSocket : class, IZmqSocket
    {
        var socket = Create<TSocket>(configure);
        try
        {
            await socket.BindAsync(address, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
