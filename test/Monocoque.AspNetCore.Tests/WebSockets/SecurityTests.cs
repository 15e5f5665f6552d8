using System.Security.Cryptography;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.WebSockets;

/// <summary>PLAIN and CURVE over WebSocket: the sub-protocol names the mechanism, and the rest is as over tcp.</summary>
public sealed class SecurityTests
{
    private static readonly CurveKeyPair s_server = ZmqCurve.GenerateKeyPair();
    private static readonly CurveKeyPair s_client = ZmqCurve.GenerateKeyPair();

    public static TheoryData<ZmqMechanism> Mechanisms => [ZmqMechanism.Plain, ZmqMechanism.Curve];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Pushed_messages_arrive_whole_and_with_their_user(ZmqMechanism mechanism)
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(Server(mechanism));
        await using var push = await app.ConnectAsync<IPushSocket>(Client(mechanism));
        var large = RandomNumberGenerator.GetBytes(3_000_000);
        await push.SendAsync(ZmqMessage.Text("a", "", "c"), Token);
        await push.SendAsync(ZmqMessage.Create([new byte[] { 1 }, large]), Token);

        Assert.Equal(["a", "", "c"], await app.Socket.ReceiveTextAsync());
        using var message = await app.Socket.ReceiveAsync(Token).Within();
        Assert.True(message[1].Span.SequenceEqual(large));
        Assert.Equal("alice", message.Peer!.User.Identity!.Name);
        Assert.Equal(mechanism.ToString().ToUpperInvariant(), message.Peer.Mechanism);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Subscribers_get_what_they_asked_for(ZmqMechanism mechanism)
    {
        await using var app = await WebSocketApp<IXPubSocket>.StartAsync(Server(mechanism));
        await using var sub = await app.ConnectAsync<ISubSocket>(options =>
        {
            Client(mechanism)(options);
            options.Subscribe.Add("EUR");
        });
        Assert.Equal(["\u0001EUR"], await app.Socket.ReceiveTextAsync());
        var large = new string('x', 1_000_000);
        await app.Socket.SendAsync(ZmqMessage.Text("USD", "1"), Token);
        await app.Socket.SendAsync(ZmqMessage.Text("EUR", "2", large), Token);
        Assert.Equal(["EUR", "2", large], await sub.ReceiveTextAsync());

        sub.Subscribe("GBP"u8);
        Assert.Equal(["\u0001GBP"], await app.Socket.ReceiveTextAsync());
        await app.Socket.SendAsync(ZmqMessage.Text("GBP", "3"), Token);
        Assert.Equal(["GBP", "3"], await sub.ReceiveTextAsync());
        sub.Unsubscribe("EUR"u8);
        Assert.Equal(["\0EUR"], await app.Socket.ReceiveTextAsync());
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Whoever_is_not_on_the_list_is_refused(ZmqMechanism mechanism)
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(Server(mechanism));
        var error = await Assert.ThrowsAsync<ZmqException>(() => app.ConnectAsync<IPushSocket>(options =>
        {
            Client(mechanism)(options);
            if (mechanism == ZmqMechanism.Plain)
                options.Security.Password = "guess";
            else
                options.Security.SecretKey = ZmqCurve.GenerateKeyPair().SecretKey;
        }));

        Assert.Equal(ZmqError.Refused, error.Error);
        Assert.Empty(app.Socket.GetPeers());
    }

    [Fact]
    public async Task Client_with_another_servers_key_gets_nowhere()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(Server(ZmqMechanism.Curve));
        await Assert.ThrowsAsync<ZmqException>(() => app.ConnectAsync<IPushSocket>(static options =>
        {
            Client(ZmqMechanism.Curve)(options);
            options.Security.ServerKey = ZmqCurve.GenerateKeyPair().PublicKey;
            options.ReconnectInterval = Timeout.InfiniteTimeSpan;
        }));

        Assert.Empty(app.Socket.GetPeers());
    }

    [Theory]
    [InlineData(ZmqMechanism.Plain, "ZWS2.0")]
    [InlineData(ZmqMechanism.Plain, "ZWS2.0/NULL")]
    [InlineData(ZmqMechanism.Plain, "ZWS2.0/CURVE")]
    [InlineData(ZmqMechanism.Curve, "ZWS2.0")]
    [InlineData(ZmqMechanism.Curve, "ZWS2.0/NULL")]
    [InlineData(ZmqMechanism.Curve, "ZWS2.0/PLAIN")]
    [InlineData(ZmqMechanism.Null, "ZWS2.0")]
    public async Task Sub_protocols_around_the_security_are_refused_before_the_upgrade(ZmqMechanism mechanism, string protocol)
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(Server(mechanism));
        using var raw = await RawWebSocket.RequestAsync(app.Server, "/zmq", protocol);

        Assert.StartsWith("HTTP/1.1 400 ", raw.Answer[0], StringComparison.Ordinal);
        Assert.Empty(app.Socket.GetPeers());
    }

    [Fact]
    public async Task Null_that_is_judged_asks_about_each_peer()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(Server(ZmqMechanism.Null));
        await using var push = await app.ConnectAsync<IPushSocket>(static options => options.Metadata["X-Who"] = "alice");
        await push.SendAsync("x", Token);
        Assert.Equal(["x"], await app.Socket.ReceiveTextAsync());

        Assert.Equal(ZmqError.Refused, (await Assert.ThrowsAsync<ZmqException>(() => app.ConnectAsync<IPushSocket>())).Error);
    }

    private static Action<ZmqSocketOptions> Server(ZmqMechanism mechanism) => options =>
    {
        options.Security.Mechanism = mechanism;
        options.Security.AsServer = mechanism != ZmqMechanism.Null;
        if (mechanism == ZmqMechanism.Plain)
        {
            options.Security.Users["alice"] = "word";
        }
        else if (mechanism == ZmqMechanism.Curve)
        {
            options.Security.SecretKey = s_server.SecretKey;
            options.Security.ClientKeys["alice"] = s_client.PublicKey;
        }
        else
        {
            options.Security.ZapDomain = "global";
            options.Security.Authenticator = new Doorkeeper();
        }
    };

    private static Action<ZmqSocketOptions> Client(ZmqMechanism mechanism) => options =>
    {
        options.Security.Mechanism = mechanism;
        if (mechanism == ZmqMechanism.Plain)
        {
            options.Security.Username = "alice";
            options.Security.Password = "word";
        }
        else
        {
            options.Security.SecretKey = s_client.SecretKey;
            options.Security.ServerKey = s_server.PublicKey;
        }
    };

    private sealed class Doorkeeper : IZmqAuthenticator
    {
        public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) => new(
            request.Metadata.ContainsKey("X-Who")
                ? ZmqAuthenticationResult.Success(request, "alice")
                : ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.Denied, "nobody"));
    }
}
