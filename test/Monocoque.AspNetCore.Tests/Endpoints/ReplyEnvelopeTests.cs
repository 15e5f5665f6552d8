using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Endpoints;

public sealed class ReplyEnvelopeTests
{
    [Theory]
    [InlineData("id|body", "id", "body")] // DEALER peer
    [InlineData("id||body", "id|", "body")] // REQ peer
    [InlineData("id|req7||body", "id|req7|", "body")] // correlated REQ peer
    [InlineData("id|hop|hop2||a||b", "id|hop|hop2|", "a||b")] // proxied; an empty frame in the body stays
    [InlineData("id|a|b", "id", "a|b")] // no delimiter
    [InlineData("id|", "id", "")] // an empty body is no delimiter
    [InlineData("id||", "id|", "")] // REQ peer with an empty body
    [InlineData("|x", "", "x")] // an id is never a delimiter
    public Task Router_keeps_the_envelope_and_gives_it_back(string received, string envelope, string body) =>
        EnvelopeReturns(new FakeRouter(), received, envelope, body);

    [Theory]
    [InlineData("body", null, "body")]
    [InlineData("a|b", null, "a|b")]
    [InlineData("|body", "", "body")]
    [InlineData("id||body", "id|", "body")]
    public Task Dealer_keeps_an_envelope_if_there_is_one(string received, string? envelope, string body) =>
        EnvelopeReturns(new FakeDealer(), received, envelope, body);

    [Fact]
    public async Task Envelope_outlives_a_message_that_was_sent_on()
    {
        var harness = HandlerHarness.Router();
        var other = new FakeDealer();
        await harness.RunAsync(
            async (ZmqContext context) =>
            {
                await other.SendAsync(context.Message);
                await context.ReplyAsync(ZmqMessage.Text("done"));
            },
            "id", "", "body");

        Assert.Equal(["body"], other.TakeSent());
        Assert.Equal(["id", "", "done"], harness.Socket.TakeSent());
    }

    [Fact]
    public async Task Large_envelope_is_given_back_whole()
    {
        var harness = HandlerHarness.Router();
        string[] hops = [.. Enumerable.Range(0, 300).Select(i => new string('h', 20) + i)];
        await harness.RunAsync(() => "done", ["id", .. hops, "", "body"]);
        Assert.Equal(["id", .. hops, "", "done"], harness.Socket.TakeSent());

        await harness.RunAsync(() => "done", "id", "body");
        Assert.Equal(["id", "done"], harness.Socket.TakeSent());
    }

    [Fact]
    public async Task Reply_is_spent_once_sent_and_still_there_if_refused()
    {
        var harness = HandlerHarness.Router();
        var reply = ZmqMessage.Text("x");
        await harness.RunAsync((ZmqContext context) => context.ReplyAsync(reply), "id", "body");
        Assert.Throws<ObjectDisposedException>(() => reply.Count);

        using var kept = ZmqMessage.Text("x");
        var sub = new HandlerHarness(new FakeSub());
        await Assert.ThrowsAsync<InvalidOperationException>(() => sub.RunAsync((ZmqContext context) => context.ReplyAsync(kept), "t", "body"));
        Assert.Equal(1, kept.Count);
    }

    [Fact]
    public async Task Rep_answers_once()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => new HandlerHarness(new FakeRep()).RunAsync(
            async (ZmqContext context) =>
            {
                await context.ReplyAsync(ZmqMessage.Text("1"));
                await context.ReplyAsync(ZmqMessage.Text("2"));
            },
            "x"));

        Assert.Contains("Map a ROUTER", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Reply_without_frames_is_refused() => Assert.ThrowsAsync<ArgumentException>(
        () => HandlerHarness.Router().RunAsync((ZmqContext context) => context.ReplyAsync(default), "id", "x"));

    private static async Task EnvelopeReturns(FakeSocket socket, string received, string? envelope, string body)
    {
        var harness = new HandlerHarness(socket);
        var seen = "";
        await harness.RunAsync(
            (ZmqMessage message) =>
            {
                seen = string.Join('|', Enumerable.Range(0, message.Count).Select(message.GetString));
                return "reply";
            },
            received.Split('|'));

        Assert.Equal(body, seen);
        Assert.Equal([.. envelope?.Split('|') ?? [], "reply"], socket.TakeSent());
    }
}
