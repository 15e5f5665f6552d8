using System.Text;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Security;

/// <summary>A ZAP handler says who may come in (RFC 27).</summary>
public sealed class ZapTests : SecuritySocketTest
{
    private const string Endpoint = "inproc://zeromq.zap.01";

    [Fact]
    [ProvesOption(nameof(ZmqSecurityOptions.ZapEndpoint))]
    public async Task Handler_sees_the_request_of_the_rfc_and_its_answer_counts()
    {
        var handler = Create<IRepSocket>();
        await handler.BindAsync(Endpoint, Token);
        var answering = AnswerAsync(handler, "200", "OK", "admin", Property("Level", "high"));
        var rep = Create<IRepSocket>(Ask(PlainServer));
        var req = Create<IReqSocket>(PlainClient());
        await JoinAsync(rep, req);
        Assert.Equal(["1.0", "inner", "127.0.0.1", "", "PLAIN", "admin", "secret"], await answering);
        await SendAsync(req, "hello");
        using var message = await rep.ReceiveAsync(Token);
        Assert.Equal("admin", message.Peer!.UserId);
        Assert.True(message.Peer.User.Identity!.IsAuthenticated);
        Assert.Equal("high", Encoding.UTF8.GetString(message.Peer.Metadata["level"].Span));
    }

    [Fact]
    public async Task Handler_gets_the_key_of_a_curve_client()
    {
        var handler = Create<IRepSocket>();
        await handler.BindAsync(Endpoint, Token);
        var asked = handler.ReceiveAsync(Token);
        var rep = Create<IRepSocket>(Ask(CurveServer));
        Create<IReqSocket>(CurveClient).Connect($"{await rep.BindAsync(FreeAddress(), Token)}");
        using var request = await asked;
        Assert.Equal(7, request.Count);
        Assert.Equal("CURVE", request.GetString(5));
        Assert.Equal(Z85.Decode(ClientKeys.PublicKey), request[6].ToArray());
    }

    [Theory]
    [InlineData("400", 400)]
    [InlineData("500", 500)]
    public async Task Refusal_is_told_with_its_status_and_final(string status, int told)
    {
        var handler = Create<IRepSocket>();
        await handler.BindAsync(Endpoint, Token);
        var answering = AnswerAsync(handler, status, "because", "", []);
        var rep = Create<IRepSocket>(Ask(PlainServer));
        await using var events = new EventRecorder(rep, Token);
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        await ThrowsAsync(ZmqError.Refused, () => Create<IReqSocket>(PlainClient()).ConnectAsync(address, Token).AsTask());
        await answering;
        Assert.Equal(told, (await events.WaitForAsync(ZmqEventKind.AuthenticationFailed)).StatusCode);
    }

    [Fact]
    public async Task Handler_that_is_away_costs_a_temporary_refusal()
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        var rep = Create<IRepSocket>(Ask(PlainServer));
        await using var events = new EventRecorder(rep, Token);
        Create<IReqSocket>(PlainClient()).Connect($"{await rep.BindAsync(FreeAddress(), Token)}");
        var refused = events.WaitForAsync(ZmqEventKind.AuthenticationFailed);
        while (!refused.IsCompleted)
        {
            await Task.Delay(1, Token);
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.Equal(300, (await refused).StatusCode);
    }

    private static Action<ZmqSocketOptions> Ask(Action<ZmqSocketOptions> mechanism) => options =>
    {
        mechanism(options);
        options.Security.Users.Clear();
        options.Security.ClientKeys.Clear();
        options.Security.ZapDomain = "inner";
        options.Security.ZapEndpoint = Endpoint;
    };

    private static byte[] Property(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 0, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    /// <summary>Answers one request; returns its frames but for the number.</summary>
    private async Task<string[]> AnswerAsync(IRepSocket handler, string status, string text, string user, byte[] metadata)
    {
        using var request = await handler.ReceiveAsync(Token);
        string[] frames = [.. Enumerable.Range(0, request.Count).Where(static i => i != 1).Select(request.GetString)];
        await handler.SendAsync(
            ZmqMessage.Create([Bytes("1.0"), request[1], Bytes(status), Bytes(text), Bytes(user), metadata]), Token);
        return frames;

        static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
    }
}
