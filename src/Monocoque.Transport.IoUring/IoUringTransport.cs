using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monocoque.Transport.IoUring.Connecting;
using Monocoque.Transport.IoUring.Connections;
using Monocoque.Transport.IoUring.Diagnostics;
using Monocoque.Transport.IoUring.Listening;
using Monocoque.Transport.IoUring.Loop;

namespace Monocoque.Transport.IoUring;

/// <summary>
/// Listens and connects, on one set of rings that starts with the first use and ends with the host. Rings belong to the transport, not to a listener:
/// endpoints come and go while connections of others live.
/// </summary>
internal sealed class IoUringTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionFactory, IAsyncDisposable, IDisposable
{
    private readonly IoUringTransportOptions _options;
    private readonly IMemoryPoolFactory<byte> _pools;
    private readonly ConnectionSettings _settings;
    private readonly IoUringLog _log;
    private readonly IoUringMetrics _metrics;
    private readonly SocketsConnector _sockets;
    private readonly Lock _gate = new();
    private RingEngine? _engine;
    private string? _obstacle;
    private bool _isStarted;
    private Task? _stopped;

    internal IoUringTransport(IOptions<IoUringTransportOptions> options, ILoggerFactory loggers, IMemoryPoolFactory<byte> pools, IoUringMetrics metrics)
    {
        _options = options.Value;
        _pools = pools;
        _log = new IoUringLog(loggers);
        _metrics = metrics;
        _settings = new ConnectionSettings(_options, _log);
        _sockets = new SocketsConnector(_options, loggers);
    }

    /// <summary>The rings, once started.</summary>
    internal RingSet? Rings => _engine?.Rings;

    /// <summary>Whether this serves the endpoint; where it does not, Kestrel asks the transport registered before.</summary>
    public bool CanBind(EndPoint endpoint) =>
        endpoint is IPEndPoint or UnixDomainSocketEndPoint or FileHandleEndPoint && TryStart() is not null;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryStart() is not { } engine)
            throw new NotSupportedException(_obstacle);
        return new ValueTask<IConnectionListener>(IoUringListener.Bind(endpoint, _options, engine.Rings, _settings));
    }

    public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        TryStart() is { } engine
            ? new IoUringConnector(engine.Rings, _options, _settings).ConnectAsync(endpoint, cancellationToken)
            : _sockets.ConnectAsync(endpoint, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _sockets.Dispose();
    }

    /// <summary>For containers that are not disposed asynchronously. Does not wait: rings end on threads of their own, and the caller may be on one of them.</summary>
    public void Dispose()
    {
        _ = StopAsync();
        _sockets.Dispose();
    }

    private Task StopAsync()
    {
        lock (_gate)
        {
            _isStarted = true;
            _obstacle ??= "The transport has been disposed.";
            _stopped ??= _engine?.StopAsync() ?? Task.CompletedTask;
            _engine = null;
            _metrics.Forget(this);
            return _stopped;
        }
    }

    private RingEngine? TryStart()
    {
        lock (_gate)
        {
            if (_isStarted)
                return _engine;
            _engine = RingEngine.TryStart(_options, _pools, _settings, out _obstacle);
            if (_engine is null && _options.Required)
                throw new InvalidOperationException($"io_uring is required (IoUringTransportOptions.Required) and not available. {_obstacle}");
            _isStarted = true;
            if (_engine is null)
                _log.Unavailable(_obstacle!);
            else
                _metrics.Observe(this);
            return _engine;
        }
    }
}
