using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

/// <summary>Peers that speak ZMTP 3.0, 2.0 or 1.0, octet by octet, with us in either role.</summary>
public sealed class OldPeerTests : SocketTest
{
    private static byte[] Signature20 => [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1];

    private static byte[] Greeting30 => [.. RawPeer.Greeting[..11], 0, .. RawPeer.Greeting[12..]];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_pass_both_ways_with_a_peer_of_version_2(bool weBind)
    {
        await using var router = Create<IRouterSocket>();
        using var peer = await MeetAsync(router, weBind);
        await peer.SendAsync([.. Signature20, 5, 0, 3, .. "bob"u8, .. RawPeer.Encode("hello", "")]);
        Assert.Equal([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 6, 0, 0], await peer.ReadAsync(14));
        using var message = await router.ReceiveAsync(Token);
        Assert.Equal("bob", message.GetString(0));
        Assert.Equal("hello", message.GetString(1));
        Assert.Equal(new Version(2, 0), message.Peer!.ProtocolVersion);
        await SendAsync(router, "bob", "a", "b");
        Assert.Equal("a|b", await peer.ReadMessageAsync());
    }

    [Fact]
    public async Task An_old_peer_may_say_its_greeting_octet_by_octet()
    {
        await using var dealer = Create<IDealerSocket>();
        using var peer = await MeetAsync(dealer, weBind: true);
        foreach (var octet in (byte[])[.. Signature20, 5, 0, 0, .. RawPeer.Encode("slow")])
        {
            await peer.SendAsync([octet]);
            await Task.Yield();
        }
        Assert.Equal("slow", await ReceiveAsync(dealer));
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("3.0")]
    public async Task Old_publishers_get_subscriptions_as_messages(string version)
    {
        await using var sub = Create<ISubSocket>();
        sub.Subscribe("a");
        using var peer = await MeetAsync(sub, weBind: false);
        await GreetAsync(peer, version, "PUB", number: 1);
        Assert.Equal("\u0001a", await peer.ReadMessageAsync());
        sub.Subscribe("b");
        Assert.Equal("\u0001b", await peer.ReadMessageAsync());
        sub.Unsubscribe("a");
        Assert.Equal("\0a", await peer.ReadMessageAsync());
        await peer.SendMessageAsync("b1", "body");
        Assert.Equal("b1|body", await ReceiveAsync(sub));
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("3.0")]
    public async Task Old_subscribers_subscribe_by_messages(string version)
    {
        await using var pub = Create<IPubSocket>();
        using var peer = await MeetAsync(pub, weBind: true);
        await GreetAsync(peer, version, "SUB", number: 2);
        await peer.SendMessageAsync("\u0001a");
        await Until(() => ((Monocoque.Patterns.PubSocket)pub).TopicCount == 1);
        await SendAsync(pub, "b");
        await SendAsync(pub, "a1");
        Assert.Equal("a1", await peer.ReadMessageAsync());
        await peer.SendMessageAsync("\0a");
        await Until(() => ((Monocoque.Patterns.PubSocket)pub).TopicCount == 0);
    }

    [Fact]
    public async Task A_peer_of_version_2_is_never_pinged()
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        await using var dealer = Create<IDealerSocket>(static o => o.HeartbeatInterval = TimeSpan.FromSeconds(1));
        using var peer = await MeetAsync(dealer, weBind: true);
        await GreetAsync(peer, "2.0", "DEALER", number: 5);
        await Until(() => Core(dealer).PeerCount == 1);
        clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(dealer, "x");
        Assert.Equal("x", await peer.ReadMessageAsync());
    }

    [Theory]
    [InlineData("1.0", null)]
    [InlineData("2.0", "3.0")]
    [InlineData("2.0", "3.1")]
    [InlineData("3.0", "3.1")]
    [ProvesOption(nameof(ZmqSocketOptions.MinimumZmtpVersion))]
    public async Task Versions_too_low_are_refused_with_an_event_that_says_so(string version, string? minimum)
    {
        await using var dealer = Create<IDealerSocket>(o => o.MinimumZmtpVersion = Version.Parse(minimum ?? "2.0"));
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await MeetAsync(dealer, weBind: true);
        await peer.SendAsync(version switch
        {
            "1.0" => [1, 0, 3, 0, .. "yo"u8],
            "2.0" => [.. Signature20, 5, 0, 0],
            _ => Greeting30,
        });
        var failure = await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        var error = Assert.IsType<Monocoque.Zmtp.ZmtpProtocolException>(failure.Error);
        Assert.Equal(Monocoque.Zmtp.ZmtpError.UnsupportedVersion, error.Error);
        Assert.Contains($"ZMTP {version}", error.Message, StringComparison.Ordinal);
        await peer.ReadToEndAsync();
        Assert.Equal(1, Meter.Read("zmq.handshakes.failed"));
    }

    [Fact]
    public async Task A_version_that_is_just_high_enough_is_accepted()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.MinimumZmtpVersion = new Version(3, 0));
        using var peer = await MeetAsync(dealer, weBind: true);
        await GreetAsync(peer, "3.0", "DEALER", number: 5);
        await peer.SendMessageAsync("x");
        Assert.Equal("x", await ReceiveAsync(dealer));
    }

    private async Task<RawPeer> MeetAsync(IZmqSocket socket, bool weBind)
    {
        if (weBind)
            return await DialAsync(await socket.BindAsync(FreeAddress(), Token));
        using var listener = new RawListener();
        socket.Connect(listener.Address);
        return await listener.AcceptAsync(Token);
    }

    private static async Task GreetAsync(RawPeer peer, string version, string type, byte number)
    {
        if (version == "2.0")
        {
            await peer.SendAsync([.. Signature20, number, 0, 0]);
            await peer.ReadAsync(14);
            return;
        }
        await peer.SendAsync([.. Greeting30, .. RawPeer.Ready(type)]);
        await peer.ReadAsync(64);
        await peer.ReadFrameAsync();
    }
}
