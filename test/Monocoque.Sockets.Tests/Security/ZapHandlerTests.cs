using System.Globalization;
using System.Text;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Security;

/// <summary>We are the ZAP handler: requests frame by frame (RFC 27), and servers that ask.</summary>
public sealed class ZapHandlerTests : SecuritySocketTest
{
    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;

    [Fact]
    public async Task Plain_request_is_judged_and_answered_in_six_frames_behind_the_delimiter()
    {
        ZmqAuthenticationRequest? seen = null;
        string? password = null;
        var asks = await StartAsync(new Judge(request =>
        {
            seen = request;
            password = request.Password;
            return ZmqAuthenticationResult.Success(request, "admin") with { Metadata = Properties(("Level", "high"), ("X", "")) };
        }));

        Assert.Equal(
            "|1.0|7|200|OK|admin|\u0005Level\0\0\0\u0004high\u0001X\0\0\0\0",
            await AskAsync(asks, "", "1.0", "7", "inner", "192.168.1.1", "me", "PLAIN", "admin", "secret"));
        Assert.Equal((ZmqMechanism.Plain, "inner", "192.168.1.1"), (seen!.Mechanism, seen.Domain, seen.Address));
        Assert.Equal(("admin", "secret"), (seen.Username, password));
        Assert.Equal("me", Encoding.UTF8.GetString(seen.RoutingId.Span));
        Assert.All(seen.PasswordOctets.ToArray(), static octet => Assert.Equal(0, octet));
    }

    [Fact]
    public async Task Curve_and_null_requests_are_judged()
    {
        var judge = new Judge(static request => request.Mechanism == ZmqMechanism.Curve && request.PublicKey == ClientKeys.PublicKey
            ? ZmqAuthenticationResult.Success(request, "worker")
            : ZmqAuthenticationResult.Deny("not on the list"));
        var asks = await StartAsync(judge);

        Assert.Equal(
            "|1.0|8|200|OK|worker|", await AskAsync(asks, [.. Frames("", "1.0", "8", "", "", "", "CURVE"), Z85.Decode(ClientKeys.PublicKey)]));
        Assert.Equal("|1.0|9|400|not on the list||", await AskAsync(asks, "", "1.0", "9", "", "localhost", "", "NULL"));
        Assert.Equal("localhost", judge.Requests.Last().Address);
        Assert.Null(judge.Requests.First().RemoteEndPoint);
    }

    [Theory]
    [InlineData("2.0,1,,,,NULL", "500", "the ZAP request is not of version 1.0")]
    [InlineData("1.0,1", "500", "the ZAP request has 2 frames, not 6 and the credentials")]
    [InlineData("1.0,1,,,", "500", "the ZAP request has 5 frames, not 6 and the credentials")]
    [InlineData("1.0,1,,,,NULL,x", "500", "the ZAP request has credentials, which NULL has none of")]
    [InlineData("1.0,1,,,,PLAIN,admin", "500", "the ZAP request has not the two credentials of PLAIN")]
    [InlineData("1.0,1,,,,PLAIN,admin,secret,more", "500", "the ZAP request has not the two credentials of PLAIN")]
    [InlineData("1.0,1,,,,CURVE,short", "500", "the ZAP request has not the one credential of CURVE, a key of 32 octets")]
    [InlineData("1.0,1,,,,GSSAPI,principal", "400", "the mechanism GSSAPI is not known here")]
    [InlineData("1.0,1,,,,null", "400", "the mechanism null is not known here")]
    [InlineData("1.0,1,,,,", "400", "the mechanism  is not known here")]
    public async Task What_cannot_be_judged_is_answered_with_the_reason(string request, string status, string text)
    {
        var judge = new Judge(static request => ZmqAuthenticationResult.Success(request, "anybody"));
        var asks = await StartAsync(judge);

        Assert.Equal($"|1.0|1|{status}|{text}||", await AskAsync(asks, ["", .. request.Split(',')]));
        Assert.Empty(judge.Requests);
        Assert.Equal(1, Log.Count(3032));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",1.0")]
    [InlineData("1.0,1,global,127.0.0.1,me,NULL")]
    public async Task What_has_no_id_or_no_delimiter_is_not_answered_and_harms_nobody(string request)
    {
        var asks = await StartAsync(new Judge(static request => ZmqAuthenticationResult.Success(request, "admin")));
        await SendAsync(asks, request.Split(','));

        Assert.Equal("|1.0|2|200|OK|admin|", await AskAsync(asks, "", "1.0", "2", "", "", "", "NULL"));
        await Until(() => Log.Count(3033) == 1);
    }

    [Fact]
    public async Task Status_of_the_authenticator_is_passed_on_and_its_failure_is_500()
    {
        var asks = await StartAsync(new Judge(static request => request.Username switch
        {
            "later" => ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.TemporaryFailure, "not yet"),
            "broken" => throw new InvalidOperationException("the database is away"),
            _ => default,
        }));

        Assert.Equal("|1.0|1|300|not yet||", await AskAsync(asks, "", "1.0", "1", "", "", "", "PLAIN", "later", ""));
        Assert.Equal("|1.0|2|500|the authenticator failed||", await AskAsync(asks, "", "1.0", "2", "", "", "", "PLAIN", "broken", ""));
        Assert.Equal("|1.0|3|500|||", await AskAsync(asks, "", "1.0", "3", "", "", "", "PLAIN", "default", ""));
        Assert.Equal(1, Log.Count(3031));
    }

    [Fact]
    public async Task Slow_question_holds_up_no_other_and_one_without_an_answer_ends_in_time()
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        var judge = new Judge((request, _) => request.Username == "slow"
            ? new ValueTask<ZmqAuthenticationResult>(new TaskCompletionSource<ZmqAuthenticationResult>().Task)
            : new ValueTask<ZmqAuthenticationResult>(ZmqAuthenticationResult.Success(request, "quick")));
        var asks = await StartAsync(judge);
        await SendAsync(asks, "", "1.0", "1", "", "", "", "PLAIN", "slow", "");
        await Until(() => judge.Requests.Count == 1);
        Assert.Equal("|1.0|2|200|OK|quick|", await AskAsync(asks, "", "1.0", "2", "", "", "", "PLAIN", "quick", ""));

        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("|1.0|1|300|the authenticator did not answer in time||", await ReceiveAsync(asks));
    }

    [Fact]
    public async Task Question_that_came_by_a_relay_is_answered_through_it()
    {
        var asks = await StartAsync(new Judge(static request => ZmqAuthenticationResult.Success(request, "admin")));

        Assert.Equal("one|two||1.0|1|200|OK|admin|", await AskAsync(asks, "one", "two", "", "1.0", "1", "", "", "", "NULL"));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    [InlineData("inproc")]
    public async Task Our_own_servers_ask_it(string transport)
    {
        var address = transport == "inproc" ? "inproc://zeromq.zap.01" : FreeAddress(transport);
        var judge = new Judge(static request => request is { Username: "admin", Password: "secret", Domain: "inner" }
            ? ZmqAuthenticationResult.Success(request, "admin") with { Metadata = Properties(("Level", "high")) }
            : ZmqAuthenticationResult.Deny("no"));
        var bound = await RunAsync(judge, address);
        var rep = Create<IRepSocket>(options =>
        {
            PlainServer(options);
            options.Security.Users.Clear();
            options.Security.ZapDomain = "inner";
            options.Security.ZapEndpoint = bound;
        });
        var req = Create<IReqSocket>(PlainClient());
        var server = await JoinAsync(rep, req);
        await SendAsync(req, "hello");
        using var message = await rep.ReceiveAsync(Token);

        Assert.Equal("admin", message.Peer!.UserId);
        Assert.Equal("high", Encoding.UTF8.GetString(message.Peer.Metadata["Level"].Span));
        await ThrowsAsync(ZmqError.Refused, () => Create<IReqSocket>(PlainClient("wrong")).ConnectAsync(server, Token).AsTask());
    }

    [Fact]
    public async Task It_runs_until_it_is_told_to_end_or_its_socket_is_closed()
    {
        await StartAsync(new Judge(static _ => default));
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running.WaitAsync(Token));

        var socket = Create<IRouterSocket>();
        var running = new ZmqZapHandler(socket, new Judge(static _ => default)).RunAsync(Token);
        await socket.DisposeAsync();
        await ThrowsAsync(ZmqError.Terminated, () => running.WaitAsync(Token));
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Properties(params (string Name, string Value)[] properties) => properties.ToDictionary(
        static property => property.Name, static property => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(property.Value)));

    private static ReadOnlyMemory<byte>[] Frames(params string[] frames) =>
        [.. frames.Select(static frame => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(frame)))];

    /// <summary>A handler, and a DEALER that decides every frame it asks with.</summary>
    private async Task<IDealerSocket> StartAsync(IZmqAuthenticator judge)
    {
        var address = await RunAsync(judge, FreeAddress());
        var asks = Create<IDealerSocket>();
        await asks.ConnectAsync(address, Token);
        return asks;
    }

    private async Task<string> RunAsync(IZmqAuthenticator judge, string address)
    {
        var router = Create<IRouterSocket>();
        var bound = await router.BindAsync(address, Token);
        _running = new ZmqZapHandler(router, judge).RunAsync(_end.Token);
        return string.Create(CultureInfo.InvariantCulture, $"{bound}");
    }

    private Task<string> AskAsync(IDealerSocket asks, params string[] frames) => AskAsync(asks, Frames(frames));

    private async Task<string> AskAsync(IDealerSocket asks, ReadOnlyMemory<byte>[] frames)
    {
        await asks.SendAsync(ZmqMessage.Create(frames), Token);
        return await ReceiveAsync(asks);
    }
}
