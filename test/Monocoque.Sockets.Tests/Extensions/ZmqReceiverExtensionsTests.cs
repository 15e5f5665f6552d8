namespace Monocoque.Extensions;

public sealed class ZmqReceiverExtensionsTests : IDisposable
{
    private readonly FakeSocket _socket = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _socket.Dispose();

    [Fact]
    public async Task Enumeration_gives_all_messages_and_ends_with_the_socket()
    {
        _socket.Arrive(ZmqMessage.Text("1"));
        _socket.Arrive(ZmqMessage.Text("2"));
        var received = new List<string>();

        await foreach (var message in _socket.ReceiveAllAsync(Token))
        {
            using (message)
                received.Add(message.GetString(0));
            if (received.Count == 2)
                _socket.Arrive(ZmqMessage.Text("3"));
            else if (received.Count == 3)
                _socket.Dispose();
        }

        Assert.Equal(["1", "2", "3"], received);
    }

    [Fact]
    public async Task Enumeration_ends_quietly_if_the_socket_closes_between_wait_and_take()
    {
        _socket.ThrowsWhenClosed = true;
        _socket.Arrive(ZmqMessage.Text("1"));
        var count = 0;

        await foreach (var message in _socket.ReceiveAllAsync(Token))
        {
            message.Dispose();
            count++;
            _socket.Dispose();
        }

        Assert.Equal(1, count);
    }

    [Fact]
    public async Task Messages_of_the_enumeration_belong_to_the_caller()
    {
        _socket.Arrive(ZmqMessage.Text("1"));
        _socket.Arrive(ZmqMessage.Text("2"));
        var kept = new List<ZmqMessage>();

        await foreach (var message in _socket.ReceiveAllAsync(Token))
        {
            kept.Add(message);
            if (kept.Count == 2)
                break;
        }

        Assert.Equal("1", kept[0].GetString(0));
        Assert.Equal("2", kept[1].GetString(0));
    }

    [Fact]
    public async Task Cancelled_enumeration_throws_and_leaves_messages_in_the_socket()
    {
        using var cancellation = new CancellationTokenSource();
        _socket.Arrive(ZmqMessage.Text("1"));
        _socket.Arrive(ZmqMessage.Text("2"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var message in _socket.ReceiveAllAsync(Token).WithCancellation(cancellation.Token))
            {
                message.Dispose();
                await cancellation.CancelAsync();
            }
        });

        Assert.Single(_socket.Incoming);
    }

    [Fact]
    public async Task String_is_the_last_frame_and_the_message_is_disposed()
    {
        var message = ZmqMessage.Text("topic", "grün");
        _socket.Arrive(message);

        Assert.Equal("grün", await _socket.ReceiveStringAsync(Token));
        Assert.True(message.IsSpent);
    }

    [Fact]
    public void Subscriptions_are_utf8()
    {
        _socket.Subscribe("grün");
        _socket.Subscribe("");
        _socket.Unsubscribe("grün");

        Assert.Equal(["+grün", "+", "-grün"], _socket.Subscriptions);
    }

    [Fact]
    public void Null_prefixes_are_refused()
    {
        string? prefix = null;

        Assert.Throws<ArgumentNullException>(() => _socket.Subscribe(prefix!));
        Assert.Throws<ArgumentNullException>(() => _socket.Unsubscribe(prefix!));
        Assert.Empty(_socket.Subscriptions);
    }
}
