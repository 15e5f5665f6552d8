namespace Monocoque;

/// <summary>Skeleton: the house of sockets.</summary>
public sealed class ZmqRuntime : IAsyncDisposable
{
    /// <summary>Makes a runtime.</summary>
    public ZmqRuntime(ZmqRuntimeOptions? options = null) => throw new NotSupportedException();

    /// <summary>The runtime of programs without a host, made on first use.</summary>
    public static ZmqRuntime Default => throw new NotSupportedException();

    /// <summary>The options the runtime was made with.</summary>
    public ZmqRuntimeOptions Options => throw new NotSupportedException();

    /// <summary>Makes a socket of the pattern that <typeparamref name="TSocket"/> names. Binds and connects nothing.</summary>
    public TSocket CreateSocket<TSocket>(Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket => throw new NotSupportedException();

    /// <summary>Makes a socket of type <see cref="ZmqSocketOptions.Type"/> with a name. Validates and copies the options; binds and connects nothing.</summary>
    internal IZmqSocket CreateSocket(string name, ZmqSocketOptions options) => throw new NotSupportedException();

    /// <summary>Listeners bind but accept nobody until <see cref="StartAccepting"/>. For hosts that are not ready yet.</summary>
    internal void HoldAccepting() => throw new NotSupportedException();

    /// <summary>Ends <see cref="HoldAccepting"/>.</summary>
    internal void StartAccepting() => throw new NotSupportedException();

    /// <summary>Closes all sockets, each within its linger.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
