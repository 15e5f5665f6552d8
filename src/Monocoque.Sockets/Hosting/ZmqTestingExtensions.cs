using Monocoque;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>For tests of applications.</summary>
public static class ZmqTestingExtensions
{
    /// <summary>
    /// Lets every <c>tcp</c> and <c>ipc</c> address of the host live in the memory of the process (<see cref="ZmqRuntimeOptions.InMemory"/>), so that
    /// any number of hosts run side by side without a port. Put it among the services of the test, e.g. by <c>ConfigureTestServices</c>, and reach
    /// the sockets by <see cref="ConnectZmqAsync"/>.
    /// </summary>
    public static IServiceCollection UseInMemoryZmq(this IServiceCollection services) =>
        services.Configure<ZmqRuntimeOptions>(static options => options.InMemory = true);

    /// <summary>Makes a socket in the host's runtime, connects it to one of the host's own sockets, and waits for the handshake.</summary>
    /// <typeparam name="TSocket">The pattern at our end, e.g. <see cref="IDealerSocket"/> for a mapped ROUTER.</typeparam>
    /// <param name="services">The services of a host that has been started.</param>
    /// <param name="endpoint">The name of a socket that is bound, or an address.</param>
    /// <param name="configure">Sets the options of the new socket.</param>
    /// <param name="cancellationToken">Ends the wait; the socket is closed then.</param>
    /// <returns>The socket, which is the caller's to dispose, and ends with the host at the latest.</returns>
    /// <exception cref="InvalidOperationException">The host has no such socket, or it is bound nowhere. The message lists those there are.</exception>
    public static ValueTask<TSocket> ConnectZmqAsync<TSocket>(
        this IServiceProvider services, string endpoint, Action<ZmqSocketOptions>? configure = null, CancellationToken cancellationToken = default)
        where TSocket : class, IZmqSocket
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var runtime = services.GetRequiredService<ZmqRuntime>();
        return runtime.ConnectSocketAsync<TSocket>(Find(runtime, endpoint), configure, cancellationToken);
    }

    private static string Find(ZmqRuntime runtime, string name)
    {
        var bound = runtime.Sockets.Where(static socket => socket.BoundAddresses.Count > 0).ToList();
        var socket = bound.Find(socket => string.Equals(socket.Name, name, StringComparison.OrdinalIgnoreCase));
        if (socket is not null)
            return ToConnectable(socket.BoundAddresses[0]);
        if (name.Contains("://", StringComparison.Ordinal))
            return name;
        var known = string.Join(", ", bound.Select(static socket => socket.Name).Order(StringComparer.Ordinal));
        throw new InvalidOperationException(
            $"The host has no socket '{name}' that is bound. {(known.Length == 0 ? "None is; has the host been started?" : $"Bound are {known}.")}");
    }

    private static string ToConnectable(ZmqAddress address) => address.Host is "*" or "0.0.0.0" or "::"
        ? new ZmqAddress(address.Scheme, "127.0.0.1", address.Port, address.Path).ToString()
        : address.ToString();
}
