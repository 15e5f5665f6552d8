using System.Runtime.CompilerServices;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Binding;

public sealed class ResultTests
{
    private static readonly Order s_order = new("X", 1);

    public static TheoryData<Delegate, string> Results => new()
    {
        { () => "text", "text" },
        { () => "octets"u8.ToArray(), "octets" },
        { () => new ReadOnlyMemory<byte>("memory"u8.ToArray()), "memory" },
        { () => ZmqMessage.Text("a", "b"), "a|b" },
        { () => s_order, """{"symbol":"X","quantity":1}""" },
        { () => 5, "5" },
        { () => (Order?)null, "null" },
        { () => Task.FromResult("task"), "task" },
        { async () => { await Task.Yield(); return s_order; }, """{"symbol":"X","quantity":1}""" },
        { () => new ValueTask<string>("value task"), "value task" },
        { () => new ValueTask<int>(Task.Run(() => 7)), "7" },
        { () => (ZmqMessage?)ZmqMessage.Text("a", "b"), "a|b" },
        { () => (ReadOnlyMemory<byte>?)"memory"u8.ToArray(), "memory" },
        { () => (object)"text", "text" },
        { () => (object)"octets"u8.ToArray(), "octets" },
        { () => (object)ZmqMessage.Text("a", "b"), "a|b" },
        { async () => { await Task.Yield(); return (object)s_order; }, """{"symbol":"X","quantity":1}""" },
        { (Func<object>)TextOf, "text" },
        { (Func<Task>)TextLater, "later" },
        { (ZmqContext context) => context.Message, "body" },
        { (Func<ZmqContext, ValueTask>)(context => context.ReplyAsync(ZmqMessage.Text("own"))), "own" },
    };

    public static TheoryData<Delegate> Silences => new()
    {
        () => { },
        () => Task.CompletedTask,
        () => default(ValueTask),
        () => (string?)null,
        () => (byte[]?)null,
        () => default(ZmqMessage),
        () => (ZmqMessage?)null,
        () => (ReadOnlyMemory<byte>?)null,
        () => Task.FromResult<string?>(null),
        async () => await Task.Yield(),
    };

    [Theory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public async Task Result_is_the_reply_in_the_envelope(Delegate handler, string expected)
    {
        var harness = HandlerHarness.Router();
        await harness.RunAsync(handler, "id", "", "body");

        Assert.Equal(["id", "", .. expected.Split('|')], harness.Socket.TakeSent());
        Assert.False(harness.Socket.Sent.Reader.TryPeek(out _));
    }

    [Theory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public async Task Result_is_the_reply_of_a_rep(Delegate handler, string expected)
    {
        var harness = new HandlerHarness(new FakeRep());
        await harness.RunAsync(handler, "body");

        Assert.Equal(expected.Split('|'), harness.Socket.TakeSent());
    }

    [Theory]
    [MemberData(nameof(Silences), DisableDiscoveryEnumeration = true)]
    public async Task Nothing_is_no_reply(Delegate handler)
    {
        var harness = HandlerHarness.Router();
        await harness.RunAsync(handler, "id", "body");

        Assert.False(harness.Socket.Sent.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task Stream_is_one_reply_per_item()
    {
        var harness = HandlerHarness.Router();
        await harness.RunAsync((string text) => Count(text), "id", "n");
        Assert.Equal(["id", "n1"], harness.Socket.TakeSent());
        Assert.Equal(["id", "n2"], harness.Socket.TakeSent());

        await harness.RunAsync((string text) => Task.FromResult(Orders()), "id", "n");
        Assert.Equal(["id", """{"symbol":"X","quantity":1}"""], harness.Socket.TakeSent());
    }

    [Fact]
    public async Task Stream_ends_when_the_host_does()
    {
        using var aborted = new CancellationTokenSource();
        var harness = HandlerHarness.Router();
        var handler = harness.Compile(() => Endless(aborted));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => harness.RunAsync(handler, ZmqMessage.Text("id", "x"), aborted.Token));
    }

    [Fact]
    public async Task Async_lambda_with_a_result_is_not_swallowed()
    {
        var harness = HandlerHarness.Router();
        await harness.RunAsync(
            harness.Compile(async context => await Task.FromResult("kept")), ZmqMessage.Text("id", "x"), TestContext.Current.CancellationToken);

        Assert.Equal(["id", "kept"], harness.Socket.TakeSent());
    }

    [Fact]
    public async Task Object_that_turns_out_to_be_no_reply_is_an_error_and_not_json()
    {
        var harness = HandlerHarness.Router();
        var results = new object[] { Task.FromResult("x"), Microsoft.AspNetCore.Http.Results.Ok(), new Microsoft.AspNetCore.Mvc.OkResult() };
        foreach (var result in results)
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.RunAsync(() => result, "id", "x"));
            Assert.Contains("returned an object that is a", exception.Message, StringComparison.Ordinal);
        }

        Assert.False(harness.Socket.Sent.Reader.TryPeek(out _));
    }

    private static string TextOf() => "text";

    private static async Task<string> TextLater()
    {
        await Task.Yield();
        return "later";
    }

    private static async IAsyncEnumerable<string> Count(string prefix)
    {
        yield return prefix + 1;
        await Task.Yield();
        yield return prefix + 2;
    }

    private static async IAsyncEnumerable<Order> Orders()
    {
        await Task.Yield();
        yield return s_order;
    }

    private static async IAsyncEnumerable<int> Endless(CancellationTokenSource source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return 1;
        await source.CancelAsync();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed record Order(string Symbol, int Quantity);
}
