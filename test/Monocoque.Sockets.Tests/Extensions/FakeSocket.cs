using System.Collections.Concurrent;
using System.Text;

namespace Monocoque.Extensions;

/// <summary>A socket without peers: keeps what is sent, gives what is put into <see cref="Incoming"/>.</summary>
internal sealed class FakeSocket : IPubSocket, ISubSocket
{
    private readonly SemaphoreSlim _arrived = new(0);
    private volatile bool _isClosed;
    private int _taken;

    internal List<ZmqMessage> Sent { get; } = [];

    internal List<string> Subscriptions { get; } = [];

    internal ConcurrentQueue<ZmqMessage> Incoming { get; } = new();

    /// <summary>What was handed to the last send, spent or not.</summary>
    internal ZmqMessage Offered { get; private set; }

    /// <summary>Thrown by a send before it returns.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>A send waits for this before it takes the message.</summary>
    internal Task Gate { get; set; } = Task.CompletedTask;

    internal bool ThrowsWhenClosed { get; set; }

    public string Name => "fake";

    public ZmqSocketType Type => ZmqSocketType.Pub;

    public IReadOnlyList<ZmqAddress> BoundAddresses => [];

    /// <summary>How many messages had been taken at each wait for more.</summary>
    internal List<int> TakenAtWaits { get; } = [];

    /// <summary>Called by a wait for messages when there are none.</summary>
    internal Action? WhenDry { get; set; }

    public bool TrySend(ZmqMessage message)
    {
        Sent.Add(message.Move());
        return true;
    }

    public ValueTask SendAsync(ZmqMessage message, CancellationToken cancellationToken = default)
    {
        Offered = message;
        if (Failure is not null)
            throw Failure;
        if (!Gate.IsCompletedSuccessfully)
            return SendSlow(message, cancellationToken);
        Sent.Add(message.Move());
        return ValueTask.CompletedTask;
    }

    public bool TryReceive(out ZmqMessage message)
    {
        if (_isClosed && ThrowsWhenClosed)
            throw new ZmqException(ZmqError.Terminated, "The socket is closed.");
        if (!Incoming.TryDequeue(out message))
            return false;
        _taken++;
        return true;
    }

    public async ValueTask<bool> WaitToReceiveAsync(CancellationToken cancellationToken = default)
    {
        TakenAtWaits.Add(_taken);
        if (Incoming.IsEmpty)
            WhenDry?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        while (Incoming.IsEmpty && !_isClosed)
            await _arrived.WaitAsync(cancellationToken);
        return !_isClosed || !Incoming.IsEmpty;
    }

    public async ValueTask<ZmqMessage> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        while (await WaitToReceiveAsync(cancellationToken))
        {
            if (TryReceive(out var message))
                return message;
        }
        throw new ZmqException(ZmqError.Terminated, "The socket is closed.");
    }

    public void Subscribe(ReadOnlySpan<byte> prefix) => Subscriptions.Add("+" + Encoding.UTF8.GetString(prefix));

    public void Unsubscribe(ReadOnlySpan<byte> prefix) => Subscriptions.Add("-" + Encoding.UTF8.GetString(prefix));

    public ValueTask<ZmqAddress> BindToAsync(string address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Connect(string address) => throw new NotSupportedException();

    public ValueTask ConnectAsync(string address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask UnbindAsync(string address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisconnectAsync(string address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<ZmqEvent> MonitorAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Dispose()
    {
        _isClosed = true;
        _arrived.Release();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Arrive(ZmqMessage message)
    {
        Incoming.Enqueue(message);
        _arrived.Release();
    }

    private async ValueTask SendSlow(ZmqMessage message, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        Sent.Add(message.Move());
    }
}
