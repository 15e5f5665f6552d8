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
    /// Makes a socket, and connects it to what <see cref="ZmqSocketOptions.Connect"/> lists, as <see cref="IZmqSocket.Connect"/> does: at once, whether the peers are
    /// there or not. Binding is awaited, so <see cref="ZmqSocketOptions.Bind"/> must be empty here; use <see cref="BindAsync"/>.
    /// </summary>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException"><typeparamref name="TSocket"/> names no pattern.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// An option is wrong or not for this pattern, or there are addresses to bind; the message says which and why.
    /// </exception>
    /// <exception cref="ZmqException">An address of <see cref="ZmqSocketOptions.Connect"/> cannot be connected to.</exception>
    public static TSocket Create<TSocket>(Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket => ZmqRuntime.Default.CreateSocket<TSocket>(configure);

    /// <summary>
    /// Makes a socket, connects it, and waits for the first completed handshake. What <see cref="ZmqSocketOptions.Bind"/> and
    /// <see cref="ZmqSocketOptions.Connect"/> list is opened before, and not waited for; <paramref name="address"/> may be one of them.
    /// </summary>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    /// <exception cref="ZmqException">An address cannot be connected to, or a listed one cannot be bound; the socket is closed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired first; the socket is closed.</exception>
    public static ValueTask<TSocket> ConnectAsync<TSocket>(
        string address, Action<ZmqSocketOptions>? configure = null, CancellationToken cancellationToken = default)
        where TSocket : class, IZmqSocket => ZmqRuntime.Default.ConnectSocketAsync<TSocket>(address, configure, cancellationToken);

    /// <summary>
    /// Makes a socket and binds it; <see cref="IZmqSocket.BoundAddresses"/> has the real port. What <see cref="ZmqSocketOptions.Bind"/> and
    /// <see cref="ZmqSocketOptions.Connect"/> list is opened too; <paramref name="address"/> may be one of them.
    /// </summary>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    /// <exception cref="ZmqException">An address cannot be bound, or a listed one cannot be connected to; the socket is closed.</exception>
    public static ValueTask<TSocket> BindAsync<TSocket>(
        string address, Action<ZmqSocketOptions>? configure = null, CancellationToken cancellationToken = default)
        where TSocket : class, IZmqSocket => ZmqRuntime.Default.BindSocketAsync<TSocket>(address, configure, cancellationToken);
}
