using System.Threading.Channels;

namespace Monocoque.AspNetCore.Tests.Fakes;

/// <summary>A socket whose wire is two lists: what the test delivers, and what was sent, as text.</summary>
internal abstract class FakeSocket(ZmqSocketType type) : IZmqReceiver
{
    private readonly Channel<ZmqMessage> _received = Channel.CreateUnbounded<ZmqMessage>();

    public Channel<string[]> Sent { get; } = Channel.CreateUnbounded<string[]>();

    public string Name => "fake";

    public ZmqSocketType Type => type;

    public IReadOnlyList<ZmqAddress> BoundAddresses => [];

    public void Deliver(ZmqMessage message) => Assert.True(_received.Writer.TryWrite(message));

    public void Deliver(params ReadOnlySpan<string> frames) => Deliver(ZmqMessage.Text(frames));

    public string[] TakeSent() => Sent.Reader.TryRead(out var frames) ? frames : throw new InvalidOperationException("Nothing was sent.");

    public bool TryReceive(out ZmqMessage message) => _received.Reader.TryRead(out message);

    public ValueTask<bool> WaitToReceiveAsync(CancellationToken cancellationToken = default) => _received.Reader.WaitToReadAsync(cancellationToken);

    public ValueTask<ZmqMessage> ReceiveAsync(CancellationToken cancellationToken = default) => _received.Reader.ReadAsync(cancellationToken);

    public bool TrySend(ZmqMessage message)
    {
        var frames = new string[message.Count];
        for (var i = 0; i < frames.Length; i++)
            frames[i] = message.GetString(i);
        message.Dispose();
        return Sent.Writer.TryWrite(frames);
    }

    public ValueTask SendAsync(ZmqMessage message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TrySend(message);
        return default;
    }

    public void Dispose() => _received.Writer.TryComplete();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    public ValueTask<ZmqAddress> BindToAsync(string address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Connect(string address) => throw new NotSupportedException();

    public ValueTask ConnectAsync(string address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask UnbindAsync(string address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisconnectAsync(string address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<ZmqEvent> MonitorAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
