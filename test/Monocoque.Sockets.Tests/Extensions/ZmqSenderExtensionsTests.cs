namespace Monocoque.Extensions;

public sealed class ZmqSenderExtensionsTests : IDisposable
{
    private readonly FakeSocket _socket = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _socket.Dispose();

    [Fact]
    public async Task Octets_are_sent_as_a_copy()
    {
        var body = new byte[] { 1, 2, 3 };

        await _socket.SendAsync(body, Token);
        body[0] = 9;

        Assert.Equal(1, _socket.Sent[0].Count);
        Assert.Equal([1, 2, 3], _socket.Sent[0].First.ToArray());
    }

    [Fact]
    public async Task Empty_octets_are_one_empty_frame()
    {
        await _socket.SendAsync(ReadOnlyMemory<byte>.Empty, Token);

        Assert.Equal(1, _socket.Sent[0].Count);
        Assert.Equal(0, _socket.Sent[0].Length);
    }

    [Fact]
    public async Task Text_is_sent_as_utf8()
    {
        await _socket.SendAsync("grün", Token);

        Assert.Equal("grün"u8.ToArray(), _socket.Sent[0].First.ToArray());
    }

    [Fact]
    public async Task Callback_writes_the_frames()
    {
        await _socket.SendAsync((Id: 7, Name: "x"), static (writer, state) =>
        {
            writer.Frame([(byte)state.Id]);
            "body"u8.CopyTo(writer.GetSpan(4));
            writer.Advance(4);
        }, Token);

        Assert.Equal([7], _socket.Sent[0].First.ToArray());
        Assert.Equal("body", _socket.Sent[0].GetString(1));
    }

    [Fact]
#pragma warning disable xUnit1051 // The literal is what is tested.
    public async Task Token_given_as_second_argument_is_not_taken_for_a_callback()
    {
        await _socket.SendAsync(new byte[] { 1 }, default);
        await _socket.SendAsync("text", default);
        await _socket.SendAsync(new ReadOnlyMemory<byte>([1]), CancellationToken.None);

        Assert.All(_socket.Sent, message => Assert.Equal(1, message.Count));
    }
#pragma warning restore xUnit1051

    [Fact]
    public async Task Messages_go_to_the_socket_itself()
    {
        await _socket.SendAsync(["a"u8.ToArray(), "b"u8.ToArray()], Token);

        Assert.Equal(2, _socket.Sent[0].Count);
    }

    [Fact]
    public async Task Published_message_is_topic_and_body()
    {
        await _socket.PublishAsync("EUR.USD", new byte[] { 1, 2 }, Token);
        await _socket.PublishAsync("EUR.USD", "1.08", Token);
        await _socket.PublishAsync("", "", Token);

        Assert.Equal("EUR.USD", _socket.Sent[0].GetString(0));
        Assert.Equal([1, 2], _socket.Sent[0][1].ToArray());
        Assert.Equal("EUR.USD", _socket.Sent[1].GetString(0));
        Assert.Equal("1.08", _socket.Sent[1].GetString(1));
        Assert.Equal(2, _socket.Sent[2].Count);
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Run(_socket.SendAsync((string)null!, Token)));
        Assert.Throws<ArgumentNullException>(() => Run(_socket.SendAsync(1, null!, Token)));
        Assert.Throws<ArgumentNullException>(() => Run(_socket.PublishAsync(null!, "", Token)));
        Assert.Throws<ArgumentNullException>(() => Run(_socket.PublishAsync(null!, new byte[1], Token)));
        Assert.Throws<ArgumentNullException>(() => Run(_socket.PublishAsync("", (string)null!, Token)));
        Assert.Throws<ArgumentNullException>(() => Run(((IZmqSender)null!).SendAsync("", Token)));
        Assert.Empty(_socket.Sent);

        static void Run(ValueTask sending) => Assert.True(sending.IsCompleted);
    }

    [Fact]
    public async Task Message_of_a_send_that_throws_at_once_is_disposed()
    {
        _socket.Failure = new ZmqException(ZmqError.InvalidState, "not now");

        var error = await Assert.ThrowsAsync<ZmqException>(async () => await _socket.SendAsync("text", Token));

        Assert.Same(_socket.Failure, error);
        Assert.True(_socket.Offered.IsSpent);
    }

    [Fact]
    public async Task Message_of_a_send_that_fails_later_is_disposed()
    {
        var gate = new TaskCompletionSource();
        _socket.Gate = gate.Task;

        var sending = _socket.PublishAsync("topic", "text", Token);
        Assert.False(_socket.Offered.IsSpent);
        gate.SetException(new ZmqException(ZmqError.Terminated, "closed"));

        await Assert.ThrowsAsync<ZmqException>(async () => await sending);
        Assert.True(_socket.Offered.IsSpent);
    }

    [Fact]
    public async Task Message_of_a_cancelled_send_is_disposed()
    {
        using var cancellation = new CancellationTokenSource();
        _socket.Gate = new TaskCompletionSource().Task;

        var sending = _socket.SendAsync(new byte[] { 1 }, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await sending);
        Assert.True(_socket.Offered.IsSpent);
        Assert.Empty(_socket.Sent);
    }

    [Fact]
    public async Task Message_of_a_send_that_waits_and_succeeds_belongs_to_the_socket()
    {
        var gate = new TaskCompletionSource();
        _socket.Gate = gate.Task;

        var sending = _socket.SendAsync("text", Token);
        gate.SetResult();
        await sending;

        Assert.Equal("text", _socket.Sent[0].GetString(0));
    }

    [Fact]
    public async Task Callback_that_throws_sends_nothing()
    {
        await Assert.ThrowsAsync<FormatException>(async () =>
            await _socket.SendAsync(0, static (_, _) => throw new FormatException(), Token));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _socket.SendAsync(0, static (_, _) => { }, Token));

        Assert.Empty(_socket.Sent);
    }
}
