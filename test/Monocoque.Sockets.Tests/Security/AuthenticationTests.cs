using System.Security.Claims;
using System.Text;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Security;

/// <summary>Who comes in, as whom, and who does not.</summary>
public sealed class AuthenticationTests : SecuritySocketTest
{
    [Fact]
    [ProvesOption(nameof(ZmqSecurityOptions.Mechanism))]
    [ProvesOption(nameof(ZmqSecurityOptions.AsServer))]
    [ProvesOption(nameof(ZmqSecurityOptions.Users))]
    [ProvesOption(nameof(ZmqSecurityOptions.Username))]
    [ProvesOption(nameof(ZmqSecurityOptions.Password))]
    [ProvesOption(nameof(ZmqSocketOptions.Security))]
    public async Task User_with_the_right_password_comes_in_under_its_name()
    {
        var rep = Create<IRepSocket>(PlainServer);
        var req = Create<IReqSocket>(PlainClient());
        await JoinAsync(rep, req);
        await SendAsync(req, "hello");
        using var message = await rep.ReceiveAsync(Token);
        Assert.Equal("PLAIN", message.Peer!.Mechanism);
        Assert.Equal("admin", message.Peer.UserId);
        Assert.True(message.Peer.User.Identity!.IsAuthenticated);
        Assert.Equal("PLAIN", message.Peer.User.Identity.AuthenticationType);
        Assert.Equal("admin", message.Peer.User.Identity.Name);
        Assert.Equal("admin", Encoding.UTF8.GetString(message.Peer.Metadata["User-Id"].Span));
    }

    [Theory]
    [InlineData("admin", "wrong")]
    [InlineData("admin", "")]
    [InlineData("nobody", "secret")]
    [InlineData("", "")]
    public async Task User_with_another_password_is_refused_for_good(string user, string password)
    {
        var rep = Create<IRepSocket>(PlainServer);
        await using var events = new EventRecorder(rep, Token);
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        var req = Create<IReqSocket>(PlainClient(password, user));

        var error = await ThrowsAsync(ZmqError.Refused, () => req.ConnectAsync(address, Token).AsTask());

        Assert.Contains(address, error.Message, StringComparison.Ordinal);
        Assert.Equal(400, (await events.WaitForAsync(ZmqEventKind.AuthenticationFailed)).StatusCode);
        Assert.Equal(1, CountersOf(rep).AuthenticationsFailed);
        Assert.Equal(1, CountersOf(rep).HandshakesFailed);
        Assert.Equal(0, Core(rep).PeerCount);
    }

    [Fact]
    [ProvesOption(nameof(ZmqSecurityOptions.SecretKey))]
    [ProvesOption(nameof(ZmqSecurityOptions.ServerKey))]
    [ProvesOption(nameof(ZmqSecurityOptions.ClientKeys))]
    public async Task Client_with_a_listed_key_comes_in_under_its_name()
    {
        var rep = Create<IRepSocket>(CurveServer);
        var req = Create<IReqSocket>(CurveClient);
        await JoinAsync(rep, req);
        await SendAsync(req, "hello");
        using var message = await rep.ReceiveAsync(Token);
        Assert.Equal("CURVE", message.Peer!.Mechanism);
        Assert.Equal("worker", message.Peer.UserId);
        Assert.Equal(ClientKeys.PublicKey, message.Peer.User.FindFirstValue(ZmqSecurityOptions.PublicKeyClaim));
    }

    [Fact]
    public async Task Client_with_another_key_is_refused_for_good()
    {
        var rep = Create<IRepSocket>(CurveServer);
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        var req = Create<IReqSocket>(CurveClient(ZmqCurve.GenerateKeyPair(), ServerKeys.PublicKey));
        await ThrowsAsync(ZmqError.Refused, () => req.ConnectAsync(address, Token).AsTask());
        Assert.Equal(1, CountersOf(rep).AuthenticationsFailed);
    }

    [Fact]
    [ProvesOption(nameof(ZmqSecurityOptions.AllowAnyClient))]
    public async Task Any_client_comes_in_as_nobody_where_that_is_said()
    {
        var rep = Create<IRepSocket>(options =>
        {
            CurveServer(options);
            options.Security.ClientKeys.Clear();
            options.Security.AllowAnyClient = true;
        });
        var keys = ZmqCurve.GenerateKeyPair();
        var req = Create<IReqSocket>(CurveClient(keys, ServerKeys.PublicKey));
        await JoinAsync(rep, req);
        await SendAsync(req, "hello");
        using var message = await rep.ReceiveAsync(Token);
        Assert.Equal("", message.Peer!.UserId);
        Assert.False(message.Peer.User.Identity!.IsAuthenticated);
        Assert.Equal(keys.PublicKey, message.Peer.User.Identity.Name);
    }

    [Fact]
    [ProvesOption(nameof(ZmqSecurityOptions.Authenticator))]
    [ProvesOption(nameof(ZmqSecurityOptions.ZapDomain))]
    [ProvesOption(nameof(ZmqSocketOptions.Metadata))]
    public async Task Authenticator_learns_all_there_is_to_know()
    {
        var judge = new Judge(static request => ZmqAuthenticationResult.Success(request, "known", new Claim(ClaimTypes.Role, "worker")));
        var router = Create<IRouterSocket>(options =>
        {
            AskedBy(judge, CurveServer)(options);
            options.Security.ZapDomain = "inner";
        });
        var dealer = Create<IDealerSocket>(options =>
        {
            CurveClient(options);
            options.RoutingId = "me";
            options.Metadata["X-Region"] = "north";
        });
        await JoinAsync(router, dealer);
        await SendAsync(dealer, "hello");
        using var message = await router.ReceiveAsync(Token);
        Assert.True(message.Peer!.User.IsInRole("worker"));

        var request = Assert.Single(judge.Requests);
        Assert.Equal(ZmqMechanism.Curve, request.Mechanism);
        Assert.Equal("inner", request.Domain);
        Assert.Equal(router.Name, request.Socket);
        Assert.Equal("127.0.0.1", request.Address);
        Assert.Equal(ClientKeys.PublicKey, request.PublicKey);
        Assert.Equal("me", Encoding.UTF8.GetString(request.RoutingId.Span));
        Assert.Equal("north", Encoding.UTF8.GetString(request.Metadata["X-Region"].Span));
        Assert.Null(request.Username);
    }

    [Fact]
    public async Task Authenticator_of_the_runtime_serves_sockets_without_one()
    {
        var judge = new Judge(static request => ZmqAuthenticationResult.Success(request, request.Username!));
        RuntimeOptions.Authenticator = judge;
        var rep = Create<IRepSocket>(static options =>
        {
            options.Security.Mechanism = ZmqMechanism.Plain;
            options.Security.AsServer = true;
        });
        var own = Create<IRepSocket>(PlainServer);
        await JoinAsync(rep, Create<IReqSocket>(PlainClient("anything", "someone")));
        await JoinAsync(own, Create<IReqSocket>(PlainClient()));
        Assert.Single(judge.Requests);
    }

    [Fact]
    public async Task Null_peer_is_asked_about_where_there_is_a_domain()
    {
        var judge = new Judge(request => request.Metadata.ContainsKey("X-Good")
            ? ZmqAuthenticationResult.Success(request, "good") : ZmqAuthenticationResult.Deny("no"));
        var router = Create<IRouterSocket>(options =>
        {
            options.Security.ZapDomain = "global";
            options.Security.Authenticator = judge;
        });
        var good = Create<IDealerSocket>(static options => options.Metadata["X-Good"] = "yes");
        var address = await JoinAsync(router, good);
        await SendAsync(good, "hello");
        using var message = await router.ReceiveAsync(Token);
        Assert.Equal("good", message.Peer!.UserId);
        await ThrowsAsync(ZmqError.Refused, () => Create<IDealerSocket>().ConnectAsync(address, Token).AsTask());
    }

    [Fact]
    public async Task Peer_that_calls_itself_a_user_is_none()
    {
        var router = Create<IRouterSocket>();
        var address = await router.BindAsync(FreeAddress(), Token);
        using var peer = await DialAsync(address);
        await peer.ShakeHandsAsync("DEALER", "", ("User-Id", "root"));
        await peer.SendMessageAsync("hello");
        using var message = await router.ReceiveAsync(Token);
        Assert.Equal("", message.Peer!.UserId);
        Assert.False(message.Peer.Metadata.ContainsKey("User-Id"));
    }

    [Fact]
    public async Task Nothing_of_a_password_is_in_the_log()
    {
        var rep = Create<IRepSocket>(PlainServer);
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        await Create<IReqSocket>(PlainClient()).ConnectAsync(address, Token);
        await ThrowsAsync(ZmqError.Refused, () => Create<IReqSocket>(PlainClient("verschlossen")).ConnectAsync(address, Token).AsTask());
        Assert.NotEmpty(Log.Entries);
        Assert.DoesNotContain(
            Log.Entries,
            static entry => entry.Text.Contains("secret", StringComparison.Ordinal) || entry.Text.Contains("verschlossen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_of_a_key_is_in_the_log_in_an_event_or_in_an_error()
    {
        var rep = Create<IRepSocket>(CurveServer);
        await using var events = new EventRecorder(rep, Token);
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        var stranger = ZmqCurve.GenerateKeyPair();
        await Create<IReqSocket>(CurveClient).ConnectAsync(address, Token);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        var refused = await ThrowsAsync(ZmqError.Refused, () => Create<IReqSocket>(CurveClient(stranger, ServerKeys.PublicKey)).ConnectAsync(address, Token).AsTask());
        await events.WaitForAsync(ZmqEventKind.AuthenticationFailed);
        Create<IReqSocket>(CurveClient(ClientKeys, stranger.PublicKey)).Connect(address);
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);

        string[] texts = [.. Log.Entries.Select(static entry => entry.Text), .. events.Seen.Select(static e => $"{e} {e.Error} {e.Peer}"), $"{refused}"];
        foreach (var key in (string[])[ServerKeys.SecretKey, ClientKeys.SecretKey, stranger.SecretKey])
        {
            Assert.DoesNotContain(texts, text => text.Contains(key, StringComparison.Ordinal));
            Assert.DoesNotContain(texts, text => text.Contains(Convert.ToHexString(Z85.Decode(key)), StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Inproc_has_no_mechanism_as_in_libzmq()
    {
        var rep = Create<IRepSocket>(CurveServer);
        await rep.BindAsync("inproc://inner", Token);
        var req = Create<IReqSocket>();
        await req.ConnectAsync("inproc://inner", Token);
        await SendAsync(req, "hello");
        using var message = await rep.ReceiveAsync(Token);
        Assert.Equal("NULL", message.Peer!.Mechanism);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tcp_in_memory_has_the_mechanism(bool hasMiddleware)
    {
        RuntimeOptions.InMemory = true;
        if (hasMiddleware)
            RuntimeOptions.ConfigureConnection = static builder => builder.Use(static next => next);
        var rep = Create<IRepSocket>(CurveServer);
        var req = Create<IReqSocket>(CurveClient);
        var address = await JoinAsync(rep, req);
        await req.SendAsync(ZmqMessage.Copy(new byte[100_000]), Token);
        using var message = await rep.ReceiveAsync(Token);
        Assert.Equal(100_000, message.Length);
        Assert.Equal("worker", message.Peer!.UserId);
        await ThrowsAsync(ZmqError.Refused, () => Create<IReqSocket>(CurveClient(ZmqCurve.GenerateKeyPair(), ServerKeys.PublicKey)).ConnectAsync(address, Token).AsTask());
    }
}
