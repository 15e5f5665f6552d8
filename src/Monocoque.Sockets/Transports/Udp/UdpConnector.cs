using System.Net.Sockets;
using Monocoque.Patterns;

namespace Monocoque.Transports;

/// <summary>One <c>Connect</c> of a RADIO to a udp address: finds out where that is, again and again until it is known, and sends there.</summary>
internal sealed class UdpConnector : IAsyncDisposable
{
    private readonly SocketBase _socket;
    private readonly ReconnectDelay _delay;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private volatile UdpSender? _sender;

    internal UdpConnector(SocketBase socket, ZmqAddress address)
    {
        _socket = socket;
        Address = address;
        _delay = new ReconnectDelay(socket.Options.ReconnectInterval, socket.Options.ReconnectIntervalMax);
    }

    internal ZmqAddress Address { get; }

    /// <summary>Completes when datagrams can be sent; fails if that is given up before.</summary>
    internal Task Connected => _connected.Task;

    internal void Start() => _running = Task.Run(RunAsync);

    /// <summary>False: it is not known yet where to, or the system did not take it.</summary>
    internal bool TrySend(ReadOnlySpan<byte> group, ReadOnlySpan<byte> body) => _sender is { } sender && sender.TrySend(group, body);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _sender?.Dispose();
        _stop.Dispose();
        // Whoever waits learns it; if nobody does, the exception is observed here.
        if (_connected.TrySetException(_socket.CreateTerminated()))
            _ = _connected.Task.Exception;
    }

    private async Task RunAsync()
    {
        try
        {
            while (await TryConnectAsync().ConfigureAwait(false) is { } fault)
            {
                var wait = _delay.Next(ConnectOutcome.Unreachable);
                _socket.Counters.AddReconnect();
                _socket.Runtime.Log.ReconnectIn(_socket.Name, Address, wait.TotalMilliseconds);
                _socket.Events.Publish(ZmqEventKind.ConnectRetried, Address, error: fault, retryIn: wait);
                await Task.Delay(wait, _socket.Runtime.Options.TimeProvider, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    /// <summary>Null: it is connected. Otherwise why not.</summary>
    private async Task<Exception?> TryConnectAsync()
    {
        _socket.Events.Publish(ZmqEventKind.Connecting, Address);
        try
        {
            var options = _socket.Options;
            _sender = await UdpSender.ConnectAsync(_socket.Runtime, Address, options.MulticastHops, options.MulticastLoop, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ZmqException or SocketException)
        {
            _socket.Runtime.Log.ConnectFailed(_socket.Name, Address, exception.Message);
            return exception;
        }
        _socket.Events.Publish(ZmqEventKind.Connected, Address);
        _connected.TrySetResult();
        return null;
    }
}
