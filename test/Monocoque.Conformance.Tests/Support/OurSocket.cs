using Monocoque.Interop.Support;

namespace Monocoque.Conformance.Support;

/// <summary>Ours, through its public interfaces.</summary>
internal sealed class OurSocket(IZmqSocket socket, CancellationToken deadline) : ITestSocket
{
    public Side Side => Side.Us;

    public ZmqSocketType Type => socket.Type;

    /// <summary>The socket itself, for what only ours has.</summary>
    internal IZmqSocket Native => socket;

    public async Task<string> BindAsync(string address) => (await socket.BindAsync(address, deadline)).ToString();

    public Task UnbindAsync(string address) => socket.UnbindAsync(address, deadline).AsTask();

    public Task ConnectAsync(string address) => Run(() => socket.Connect(address));

    public Task DisconnectAsync(string address) => socket.DisconnectAsync(address, deadline).AsTask();

    public Task SubscribeAsync(byte[] prefix) => Run(() =>
    {
        if (socket is IXSubSocket xsub)
            xsub.Subscribe(prefix);
        else
            ((ISubSocket)socket).Subscribe(prefix);
    });

    public Task UnsubscribeAsync(byte[] prefix) => Run(() =>
    {
        if (socket is IXSubSocket xsub)
            xsub.Unsubscribe(prefix);
        else
            ((ISubSocket)socket).Unsubscribe(prefix);
    });

    public Task SendAsync(params byte[][] frames) => ((IZmqSender)socket).SendFramesAsync(frames, deadline).AsTask();

    public Task<bool> TrySendAsync(params byte[][] frames) => Run(() =>
    {
        var message = frames.ToMessage();
        if (((IZmqSender)socket).TrySend(message))
            return true;
        message.Dispose();
        return false;
    });

    public Task<byte[][]> ReceiveAsync() => ((IZmqReceiver)socket).ReceiveFramesAsync(deadline);

    public async Task<byte[][]?> TryReceiveAsync(TimeSpan patience)
    {
        var receiver = (IZmqReceiver)socket;
        if (receiver.TryReceive(out var message))
            return message.ToFrames();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        end.CancelAfter(patience);
        try
        {
            return await receiver.ReceiveFramesAsync(end.Token);
        }
        catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
        {
            return null;
        }
    }

    public Task ChangeAsync(Action<ZmqSocketOptions> change) => Run(() => socket.ChangeOptions(change));

    public Task<EventLog> WatchAsync()
    {
        var log = new EventLog(deadline);
        var events = socket.MonitorAsync(deadline).GetAsyncEnumerator(deadline);
        // The enumeration listens from its first step on, so that is taken before this returns.
        _ = CopyAsync(events, events.MoveNextAsync(), log);
        return Task.FromResult(log);
    }

    public ValueTask DisposeAsync() => socket.DisposeAsync();

    private static async Task CopyAsync(IAsyncEnumerator<ZmqEvent> events, ValueTask<bool> step, EventLog log)
    {
        try
        {
            while (await step)
            {
                var current = events.Current;
                step = events.MoveNextAsync();
                log.Add(new SocketEvent(current.Kind, current.Address?.ToString(), current.StatusCode ?? (int?)current.ProtocolError ?? 0));
            }
        }
        catch (OperationCanceledException)
        {
            // The deadline of the test; whoever waits for an event says so.
        }
        finally
        {
            log.End();
            await events.DisposeAsync();
        }
    }

    private static Task<bool> Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    /// <summary>Errors come out of the task, as they do with the other implementation.</summary>
    private static Task<T> Run<T>(Func<T> call)
    {
        try
        {
            return Task.FromResult(call());
        }
        catch (Exception exception)
        {
            return Task.FromException<T>(exception);
        }
    }
}
