using System.Text;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Security;

/// <summary>ZAP handlers that do not keep to the RFC: what the server that asked tells of it, and that it lives.</summary>
public sealed class ZapReplyTests : SecuritySocketTest
{
    private const string Endpoint = "inproc://zeromq.zap.01";

    private static readonly TimeSpan s_handshake = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("|9.9|#|200|OK|admin|", ZmqProtocolError.ZapBadVersion)]
    [InlineData("|1.0|#|201|OK|admin|", ZmqProtocolError.ZapInvalidStatusCode)]
    [InlineData("|1.0|#|abc|OK|admin|", ZmqProtocolError.ZapInvalidStatusCode)]
    [InlineData("|1.0|#|200|OK|admin", ZmqProtocolError.ZapMalformedReply)]
    [InlineData("|1.0|#|200|OK|admin||more", ZmqProtocolError.ZapMalformedReply)]
    [InlineData("|1.0|#|200|OK|admin|none", ZmqProtocolError.ZapInvalidMetadata)]
    [InlineData("|1.0|#|400|no||none", ZmqProtocolError.ZapInvalidMetadata)]
    [InlineData("full|1.0|#|200|OK|admin|", ZmqProtocolError.ZapUnspecified)]
    [InlineData("|1.0|another|200|OK|admin|", ZmqProtocolError.ZapBadRequestId)]
    [InlineData("|9.9|another|200|OK|admin|", ZmqProtocolError.ZapBadVersion)]
    [InlineData("", ZmqProtocolError.ZapMalformedReply)]
    public async Task Reply_that_is_none_fails_the_handshake_with_its_code_and_the_next_is_served(string reply, ZmqProtocolError expected)
    {
        var handler = Create<IRouterSocket>();
        await handler.BindAsync(Endpoint, Token);
        var rep = Create<IRepSocket>(Ask);
        await using var events = new EventRecorder(rep, Token);
        var req = Create<IReqSocket>(PlainClient());
        req.Connect($"{await rep.BindAsync(FreeAddress(), Token)}");
        await AnswerAsync(handler, await QuestionAsync(handler), reply);
        var failure = await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        Assert.Equal((expected, null), (failure.ProtocolError, failure.StatusCode));
        Assert.StartsWith("The reply of the ZAP handler ", failure.Error!.Message, StringComparison.Ordinal);

        // The client was told nothing, so it comes again.
        await AnswerAsync(handler, await QuestionAsync(handler), "|1.0|#|200|OK|admin|");
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await Until(() => Log.Count(2009) == 1);
        Assert.Equal((1, 1, 0), (CountersOf(rep).ZapFaults, CountersOf(rep).HandshakesFailed, CountersOf(rep).AuthenticationsFailed));
        Assert.Equal(reply.Contains('#', StringComparison.Ordinal) ? 0 : 1, Log.Count(3034));
    }

    [Theory]
    [InlineData("|1.0|#|400|no||", 0)]
    [InlineData("|1.0|another|400|no||", 1)]
    public async Task Answer_that_comes_when_its_peer_has_gone_harms_nobody_else_whatever_its_request_id(string reply, int strays)
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        var handler = Create<IRouterSocket>();
        await handler.BindAsync(Endpoint, Token);
        var rep = Create<IRepSocket>(Ask);
        await using var events = new EventRecorder(rep, Token);
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        var gone = Create<IReqSocket>(PlainClient());
        gone.Connect(address);
        var late = await QuestionAsync(handler);
        clock.Advance(s_handshake);
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        await gone.DisposeAsync();
        Create<IReqSocket>(PlainClient()).Connect(address);
        var question = await QuestionAsync(handler);

        await AnswerAsync(handler, late, reply);
        await AnswerAsync(handler, question, "|1.0|#|200|OK|admin|");

        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        Assert.Equal((strays, 0), (Log.Count(3034), CountersOf(rep).ZapFaults));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_that_never_reads_or_never_answers_costs_the_time_for_the_handshake(bool reads)
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        var handler = Create<IRouterSocket>();
        await handler.BindAsync(Endpoint, Token);
        var rep = Create<IRepSocket>(Ask);
        await using var events = new EventRecorder(rep, Token);
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        var first = Create<IReqSocket>(PlainClient());
        first.Connect(address);
        await Until(() => handler.GetPeers().Sum(static peer => peer.ReceiveQueueLength) == 1);
        if (reads)
            await QuestionAsync(handler);
        var failure = events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        clock.Advance(s_handshake - TimeSpan.FromMilliseconds(1));
        Assert.False(failure.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null((await failure).ProtocolError);
        await first.DisposeAsync();

        await AssertServedAsync(handler, address, events);
    }

    [Fact]
    public async Task Handler_that_goes_in_the_middle_of_a_question_costs_the_time_for_the_handshake_and_the_next_one_serves()
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        var handler = Create<IRouterSocket>();
        await handler.BindAsync(Endpoint, Token);
        var rep = Create<IRepSocket>(Ask);
        await using var events = new EventRecorder(rep, Token);
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        var first = Create<IReqSocket>(PlainClient());
        first.Connect(address);
        await QuestionAsync(handler);
        await handler.DisposeAsync();
        clock.Advance(s_handshake);
        Assert.Null((await events.WaitForAsync(ZmqEventKind.HandshakeFailed)).ProtocolError);
        await first.DisposeAsync();

        var next = Create<IRouterSocket>();
        await next.BindAsync(Endpoint, Token);
        // The one who asks connects again after a wait.
        await Until(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            return Core(next).PeerCount > 0;
        });
        await AssertServedAsync(next, address, events);
    }

    private static void Ask(ZmqSocketOptions options)
    {
        PlainServer(options);
        options.Security.Users.Clear();
        options.Security.ZapEndpoint = Endpoint;
        options.HandshakeTimeout = s_handshake;
    }

    /// <summary>Somebody else is let in; what nobody waits for any more may be asked first.</summary>
    private async Task AssertServedAsync(IRouterSocket handler, string address, EventRecorder events)
    {
        var served = events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        Create<IReqSocket>(PlainClient()).Connect(address);
        while (!served.IsCompleted)
        {
            var question = handler.ReceiveAsync(Token).AsTask();
            if (await Task.WhenAny(question, served) == question)
                await AnswerAsync(handler, await question, "|1.0|#|200|OK|admin|");
        }
        await served;
    }

    private async Task<ZmqMessage> QuestionAsync(IRouterSocket handler) => await handler.ReceiveAsync(Token);

    /// <param name="handler">Who was asked.</param>
    /// <param name="question">What, with the routing id and the delimiter.</param>
    /// <param name="reply">The frames behind the routing id, divided by bars; # is the request id.</param>
    private async Task AnswerAsync(IRouterSocket handler, ZmqMessage question, string reply)
    {
        ReadOnlyMemory<byte>[] frames = [.. reply.Split('|').Select(frame => frame == "#" ? question[3] : Encoding.UTF8.GetBytes(frame))];
        await handler.SendAsync(ZmqMessage.Create([question[0], .. frames]), Token);
    }
}
