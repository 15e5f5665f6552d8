using Monocoque.Interop.LibZmq;

namespace Monocoque.Conformance.Support;

/// <summary>libzmq's.</summary>
internal sealed class TheirSocket(LibZmqSocket socket, ZmqSocketType type, CancellationToken deadline) : ITestSocket
{
    private readonly Lock _gate = new();
    private readonly List<EventLog> _logs = [];
    private Task? _monitoring;

    public Side Side => Side.LibZmq;

    public ZmqSocketType Type => type;

    /// <summary>The socket itself, for what only libzmq has.</summary>
    internal LibZmqSocket Native => socket;

    public Task<string> BindAsync(string address) => RunAsync(handle =>
    {
        TakeIPv6(handle, address);
        return handle.Bind(address);
    });

    public Task UnbindAsync(string address) => RunAsync(handle => handle.Unbind(address));

    public Task ConnectAsync(string address) => RunAsync(handle =>
    {
        TakeIPv6(handle, address);
        handle.Connect(address);
    });

    public Task DisconnectAsync(string address) => RunAsync(handle => handle.Disconnect(address));

    public Task SubscribeAsync(byte[] prefix) => type == ZmqSocketType.XSub
        ? SendAsync([1, .. prefix])
        : RunAsync(handle => handle.Set(LibZmqOption.Subscribe, prefix));

    public Task UnsubscribeAsync(byte[] prefix) => type == ZmqSocketType.XSub
        ? SendAsync([0, .. prefix])
        : RunAsync(handle => handle.Set(LibZmqOption.Unsubscribe, prefix));

    public async Task SendAsync(params byte[][] frames)
    {
        if (!await RunAsync(handle => handle.Send(frames, LibZmqSocket.Patience)))
            throw new TimeoutException($"The libzmq {type} could not send.");
    }

    public Task<bool> TrySendAsync(params byte[][] frames) => RunAsync(handle => handle.Send(frames, TimeSpan.Zero));

    public async Task<byte[][]> ReceiveAsync() =>
        await TryReceiveAsync(LibZmqSocket.Patience) ?? throw new TimeoutException($"The libzmq {type} received nothing.");

    public Task<byte[][]?> TryReceiveAsync(TimeSpan patience) => RunAsync(handle => handle.Receive(patience));

    public Task ChangeAsync(Action<ZmqSocketOptions> change) => RunAsync(handle => TheirOptions.Apply(handle, type, change));

    public async Task<EventLog> WatchAsync()
    {
        var log = new EventLog(deadline);
        Task monitoring;
        lock (_gate)
        {
            _logs.Add(log);
            monitoring = _monitoring ??= BeginMonitoringAsync();
        }
        await monitoring;
        return log;
    }

    public ValueTask DisposeAsync() => socket.DisposeAsync();

    /// <summary>libzmq has IPv6 off until it is told otherwise; ours has it on.</summary>
    private static void TakeIPv6(LibZmqHandle handle, string address)
    {
        if (address.Contains('[', StringComparison.Ordinal))
            handle.Set(LibZmqOption.IPv6, 1);
    }

    private async Task BeginMonitoringAsync() => _ = CopyAsync(await socket.MonitorAsync());

    private async Task CopyAsync(LibZmqMonitor monitor)
    {
        try
        {
            while (await monitor.NextAsync() is { Kind: not LibZmqEventKind.MonitorStopped } next)
            {
                lock (_gate)
                    _logs.ForEach(log => log.Add(new SocketEvent(TheirEvents.Translate(next.Kind), next.Address, next.Value)));
            }
        }
        catch (LibZmqException)
        {
            // The context ends before the socket was closed.
        }
        lock (_gate)
            _logs.ForEach(static log => log.End());
    }

    private async Task<T> RunAsync<T>(Func<LibZmqHandle, T> call)
    {
        try
        {
            return await socket.RunAsync(call).WaitAsync(deadline);
        }
        catch (LibZmqException exception)
        {
            throw TheirErrors.Translate(exception);
        }
    }

    private Task<bool> RunAsync(Action<LibZmqHandle> call) => RunAsync(handle =>
    {
        call(handle);
        return true;
    });
}
