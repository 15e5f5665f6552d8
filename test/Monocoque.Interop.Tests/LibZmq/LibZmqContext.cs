namespace Monocoque.Interop.LibZmq;

/// <summary>A libzmq context with its sockets. Disposing it interrupts whatever they wait for and closes them all.</summary>
internal sealed class LibZmqContext : IAsyncDisposable
{
    private nint _context = LibZmqNative.ContextNew();
    private readonly List<LibZmqSocket> _sockets = [];
    private int _names;

    /// <summary>Opens a socket; <paramref name="configure"/> runs before anything else does.</summary>
    internal LibZmqSocket Open(LibZmqSocketType type, Action<LibZmqHandle>? configure = null)
    {
        var socket = new LibZmqSocket(this, type, () => OpenHandle(type, configure));
        _sockets.Add(socket);
        return socket;
    }

    internal string NextName() => $"inproc://monitor-{Interlocked.Increment(ref _names)}";

    public async ValueTask DisposeAsync()
    {
        if (_context == 0)
            return;
        _ = LibZmqNative.ContextShutdown(_context);
        foreach (var socket in _sockets)
            await socket.DisposeAsync();
        _ = LibZmqNative.ContextTerm(_context);
        _context = 0;
    }

    private LibZmqHandle OpenHandle(LibZmqSocketType type, Action<LibZmqHandle>? configure)
    {
        var handle = new LibZmqHandle(_context, type);
        try
        {
            configure?.Invoke(handle);
        }
        catch
        {
            // A socket left open would keep the context from ending.
            handle.Dispose();
            throw;
        }
        return handle;
    }
}
