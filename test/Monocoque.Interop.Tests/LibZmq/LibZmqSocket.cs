using System.Collections.Concurrent;

namespace Monocoque.Interop.LibZmq;

/// <summary>
/// A libzmq socket on a thread of its own, because libzmq sockets belong to one thread. Calls are done one after the other in the order
/// they were made; none waits longer than its timeout.
/// </summary>
internal sealed class LibZmqSocket : IAsyncDisposable
{
    /// <summary>Long enough for a busy machine: running into it is a failure, not a measurement.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<Action<Lazy<LibZmqHandle>>> _calls = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LibZmqContext _context;
    private readonly LibZmqSocketType _type;

    internal LibZmqSocket(LibZmqContext context, LibZmqSocketType type, Func<LibZmqHandle> open)
    {
        _context = context;
        _type = type;
        new Thread(() => Run(open)) { IsBackground = true, Name = $"libzmq {type}" }.Start();
    }

    /// <summary>Does <paramref name="call"/> with the socket on its thread.</summary>
    internal Task<T> RunAsync<T>(Func<LibZmqHandle, T> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls.Add(handle =>
        {
            try
            {
                done.SetResult(call(handle.Value));
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    internal Task RunAsync(Action<LibZmqHandle> call) => RunAsync(handle =>
    {
        call(handle);
        return true;
    });

    /// <summary>Listens and returns the address with the real port.</summary>
    internal Task<string> BindAsync(string address) => RunAsync(handle => handle.Bind(address));

    internal Task UnbindAsync(string address) => RunAsync(handle => handle.Unbind(address));

    internal Task ConnectAsync(string address) => RunAsync(handle => handle.Connect(address));

    internal Task DisconnectAsync(string address) => RunAsync(handle => handle.Disconnect(address));

    internal Task SubscribeAsync(byte[] prefix) => RunAsync(handle => handle.Set(LibZmqOption.Subscribe, prefix));

    internal Task UnsubscribeAsync(byte[] prefix) => RunAsync(handle => handle.Set(LibZmqOption.Unsubscribe, prefix));

    /// <summary>Sends one message.</summary>
    /// <exception cref="TimeoutException">It could not be queued within <see cref="Patience"/>.</exception>
    internal async Task SendAsync(params byte[][] frames)
    {
        if (!await RunAsync(handle => handle.Send(frames, Patience)))
            throw new TimeoutException($"The libzmq {_type} could not send.");
    }

    /// <summary>Receives one message.</summary>
    /// <exception cref="TimeoutException">None came within <see cref="Patience"/>.</exception>
    internal async Task<byte[][]> ReceiveAsync() =>
        await TryReceiveAsync(Patience) ?? throw new TimeoutException($"The libzmq {_type} received nothing.");

    /// <summary>Receives one message, or null if none comes within <paramref name="timeout"/>.</summary>
    internal Task<byte[][]?> TryReceiveAsync(TimeSpan timeout) => RunAsync(handle => handle.Receive(timeout));

    /// <summary>Watches the socket's connections from now on.</summary>
    internal async Task<LibZmqMonitor> MonitorAsync()
    {
        var address = _context.NextName();
        await RunAsync(handle => handle.Monitor(address));
        var events = _context.Open(LibZmqSocketType.Pair);
        await events.ConnectAsync(address);
        return new LibZmqMonitor(events);
    }

    /// <summary>Closes the socket; its address can be bound again once libzmq has got to it.</summary>
    public async ValueTask DisposeAsync()
    {
        _calls.CompleteAdding();
        await _closed.Task;
    }

    private void Run(Func<LibZmqHandle> open)
    {
        var handle = new Lazy<LibZmqHandle>(open);
        foreach (var call in _calls.GetConsumingEnumerable())
            call(handle);
        if (handle.IsValueCreated)
            handle.Value.Dispose();
        _closed.SetResult();
    }
}
