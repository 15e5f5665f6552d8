using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Connections;
using Monocoque.Transport.IoUring.Loop;

namespace Monocoque.Transport.IoUring.Listening;

/// <summary>A listening socket and the connections that wait to be accepted.</summary>
internal sealed class IoUringListener : IConnectionListener
{
    private readonly Acceptor _acceptor;
    private readonly Channel<IoUringConnection> _waiting =
        Channel.CreateUnbounded<IoUringConnection>(new UnboundedChannelOptions { SingleReader = false, SingleWriter = false });

    private readonly RingSet _rings;
    private readonly ConnectionSettings _settings;
    private readonly int _backlog;
    private int _count;

    private IoUringListener(Socket socket, EndPoint endPoint, RingSet rings, ConnectionSettings settings, int backlog)
    {
        _rings = rings;
        _settings = settings;
        _backlog = backlog;
        EndPoint = endPoint;
        _acceptor = new Acceptor(this, socket, rings.Rings[0], settings.Log);
    }

    public EndPoint EndPoint { get; }

    /// <summary>Whether so many wait that the kernel's own queue is the better place for more.</summary>
    internal bool IsFull => Volatile.Read(ref _count) >= _backlog;

    internal static IoUringListener Bind(EndPoint endPoint, IoUringTransportOptions options, RingSet rings, ConnectionSettings settings)
    {
        var socket = CreateSocket(endPoint, options);
        try
        {
            // Accepted sockets inherit it.
            if (socket.LocalEndPoint is IPEndPoint)
                socket.NoDelay = options.NoDelay;
            socket.Listen(options.Backlog);
            // The address it was really given: port 0 has become one.
            var listener = new IoUringListener(socket, socket.LocalEndPoint ?? endPoint, rings, settings, options.Backlog);
            listener._acceptor.Start();
            return listener;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_waiting.Reader.TryRead(out var connection))
                continue;
            if (Interlocked.Decrement(ref _count) == _backlog / 2)
                _acceptor.Resume();
            return connection;
        }
        return null;
    }

    /// <summary>Quick, so not cancelled: Kestrel gives a cancelled token when it is disposed without having been stopped.</summary>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default) => await _acceptor.StopAsync().ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await _acceptor.StopAsync().ConfigureAwait(false);
        while (_waiting.Reader.TryRead(out var connection))
        {
            connection.Abort();
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes an accepted socket to the ring that will serve it. On the accepting ring's thread.</summary>
    internal void Open(int socket)
    {
        Interlocked.Increment(ref _count);
        var ring = _rings.Choose();
        if (ring.IsCurrent)
            Open(ring, socket);
        else
            ring.Post(static state => ((Arrival)state!).Open(), new Arrival(this, ring, socket));
    }

    /// <summary>Nothing more is accepted: whoever waits for a connection gets those that are there, then nothing.</summary>
    internal void Complete() => _waiting.Writer.TryComplete();

    private static Socket CreateSocket(EndPoint endPoint, IoUringTransportOptions options)
    {
        try
        {
            return options.CreateBoundListenSocket(endPoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(exception.Message, exception);
        }
    }

    private void Open(RingThread ring, int socket)
    {
        if (ring.IsEnding)
        {
            _ = Interop.SocketSyscalls.Close(socket);
            return;
        }
        var connection = Create(ring, socket);
        connection.Start();
        if (!_waiting.Writer.TryWrite(connection))
            _ = RefuseAsync(connection);
    }

    private IoUringConnection Create(RingThread ring, int socket)
    {
        try
        {
            return new IoUringConnection(ring, socket, _settings);
        }
        catch
        {
            // Nobody owns it yet.
            _ = Interop.SocketSyscalls.Close(socket);
            throw;
        }
    }

    private static async Task RefuseAsync(IoUringConnection connection)
    {
        connection.Abort();
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Arrival(IoUringListener listener, RingThread ring, int socket)
    {
        internal void Open() => listener.Open(ring, socket);
    }
}
