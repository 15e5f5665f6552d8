using System.Text;

namespace Monocoque.Zmtp.Tests;

public sealed class HandshakeTests
{
    [Fact]
    public void Peer_is_described_by_its_ready()
    {
        using var driver = new Driver(ZmqSocketType.Router);

        Assert.Null(driver.Session.Peer);
        Assert.False(driver.Session.IsReady);
        Assert.Equal(ZmtpEvent.HandshakeCompleted, driver.Feed(Hex.Join(Vectors.Greeting, Vectors.ReadyDealerWithProperties)));

        Assert.True(driver.Session.IsReady);
        var peer = driver.Session.Peer;
        Assert.NotNull(peer);
        Assert.Equal(ZmqSocketType.Dealer, peer.SocketType);
        Assert.Equal("cli-1"u8, peer.Identity.Span);
        Assert.Equal("NULL", peer.Mechanism);
        Assert.Equal(new Version(3, 1), peer.ProtocolVersion);
        Assert.Equal(3, peer.Metadata.Count);
        Assert.Equal("demo"u8, peer.Metadata["x-APP"].Span);
        Assert.Equal("DEALER"u8, peer.Metadata["Socket-Type"].Span);
    }

    [Fact]
    public void Property_names_are_read_without_regard_to_case()
    {
        using var driver = new Driver(ZmqSocketType.Router);

        var ready = Peer.Ready(Peer.Property("socket-type", [.. "REQ"u8]), Peer.Property("IDENTITY", 65));
        Assert.Equal(ZmtpEvent.HandshakeCompleted, driver.Feed(Hex.Join(Vectors.Greeting, ready)));

        Assert.Equal(ZmqSocketType.Req, driver.Session.Peer!.SocketType);
        Assert.Equal("A"u8, driver.Session.Peer.Identity.Span);
    }

    [Fact]
    public void Of_an_application_property_that_comes_twice_the_first_is_kept()
    {
        using var driver = new Driver(ZmqSocketType.Router);

        driver.Feed(Hex.Join(Vectors.Greeting, Peer.Ready(Peer.SocketType("REQ"), Peer.Property("X-a", 1), Peer.Property("x-A", 2))));

        Assert.Equal([1], driver.Session.Peer!.Metadata["X-a"].ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Properties_of_our_own_follow_the_standard_ones_and_reach_the_peer(int piece)
    {
        var options = new ZmtpSessionOptions
        {
            SocketType = ZmqSocketType.Req,
            RoutingId = "id"u8.ToArray(),
            Metadata = [new("X-Empty", default), new("X-Long", new byte[300]), new("X-Region", "eu"u8.ToArray())],
        };
        using var pair = new SessionPair(options, new ZmtpSessionOptions { SocketType = ZmqSocketType.Rep }, piece);
        pair.Run();

        var metadata = pair.Right.Peer!.Metadata;
        Assert.Equal(5, metadata.Count);
        Assert.True(metadata["x-empty"].IsEmpty);
        Assert.Equal(new byte[300], metadata["X-Long"].ToArray());
        Assert.Equal("eu"u8, metadata["X-Region"].Span);
        Assert.Equal("id"u8, pair.Right.Peer.Identity.Span);
    }

    [Fact]
    public void Ready_with_256_properties_and_an_identity_of_255_is_accepted()
    {
        byte[] identity = [.. Enumerable.Repeat((byte)0xFF, 255)];
        var properties = Enumerable.Range(0, 254).Select(i => Peer.Property($"X-{i}"));
        var ready = Peer.Ready([Peer.SocketType("REQ"), Peer.Identity(identity), .. properties]);
        using var driver = new Driver(ZmqSocketType.Router);

        Assert.Equal(ZmtpEvent.HandshakeCompleted, driver.Feed(Hex.Join(Vectors.Greeting, ready)));
        Assert.Equal(identity, driver.Session.Peer!.Identity.ToArray());
        Assert.Equal(256, driver.Session.Peer.Metadata.Count);
    }

    [Theory]
    [InlineData(ZmqSocketType.Pair, false)]
    [InlineData(ZmqSocketType.Pub, false)]
    [InlineData(ZmqSocketType.Sub, false)]
    [InlineData(ZmqSocketType.Req, true)]
    [InlineData(ZmqSocketType.Rep, false)]
    [InlineData(ZmqSocketType.Dealer, true)]
    [InlineData(ZmqSocketType.Router, true)]
    [InlineData(ZmqSocketType.Pull, false)]
    [InlineData(ZmqSocketType.Push, false)]
    [InlineData(ZmqSocketType.XPub, false)]
    [InlineData(ZmqSocketType.XSub, false)]
    [InlineData(ZmqSocketType.Client, false)]
    [InlineData(ZmqSocketType.Server, false)]
    [InlineData(ZmqSocketType.Peer, false)]
    [InlineData(ZmqSocketType.Radio, false)]
    public void Identity_is_announced_by_the_types_that_libzmq_announces_it_for(ZmqSocketType type, bool announces)
    {
        using var driver = new Driver(new ZmtpSessionOptions { SocketType = type, RoutingId = "me"u8.ToArray() });
        driver.Feed(Vectors.Greeting);

        var expected = announces
            ? Peer.Ready(Peer.SocketType(Peer.NameOf(type)), Peer.Identity([.. "me"u8]))
            : Peer.Ready(type);
        Assert.Equal(expected, driver.TakeOutput()[64..]);
    }

    [Fact]
    public void Identity_of_255_octets_makes_a_long_ready()
    {
        byte[] id = [.. Enumerable.Repeat((byte)0x78, 255)];
        using var driver = new Driver(new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, RoutingId = id });
        driver.Feed(Vectors.Greeting);

        Assert.Equal(Peer.Ready(Peer.SocketType("DEALER"), Peer.Identity(id)), driver.TakeOutput()[64..]);
    }

    [Fact]
    public void Ready_in_the_long_form_is_accepted()
    {
        byte[] body = Vectors.ReadyRouter[2..];
        byte[] input = [.. Vectors.Greeting, .. Peer.LongHeader(6, (ulong)body.Length), .. body];

        Assert.Equal("HandshakeCompleted ", Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Dealer), input).Events);
    }

    [Fact]
    public void Failure_is_reported_for_ever()
    {
        using var driver = new Driver(ZmqSocketType.Dealer);

        Assert.Equal(ZmtpEvent.Failed, driver.Feed("GET / HTTP/1.1\r\n"u8.ToArray()));
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(Vectors.Greeting));
        Assert.Equal(ZmtpEvent.Failed, driver.Feed());
        Assert.Equal(ZmtpError.NotZmtp, driver.Session.Error);
        Assert.False(driver.Session.IsReady);
    }

    [Fact]
    public void Replaced_description_of_the_peer_travels_with_its_messages()
    {
        using var driver = Driver.Connected(ZmqSocketType.Router);
        var described = new ZmqPeer(ZmqSocketType.Dealer, "x"u8.ToArray()) { ConnectionId = "7" };
        driver.Session.SetPeer(described);

        ReadOnlySpan<byte> input = Vectors.Hi;
        Assert.Equal(ZmtpEvent.Message, driver.Session.Read(ref input, out var message));

        using (message)
            Assert.Same(described, message.Peer);
        Assert.Same(described, driver.Session.Peer);
    }

    [Fact]
    public void Reason_of_a_refusal_in_a_handshake_is_sent_and_cut_to_what_fits()
    {
        using var driver = new Driver(ZmqSocketType.Dealer);
        driver.Feed(Vectors.Greeting);
        driver.TakeOutput();

        driver.Session.Refuse(new string('é', 10) + new string('x', 300));

        var reason = new string('?', 10) + new string('x', 245);
        Assert.Equal(Peer.Command("ERROR", [255, .. Encoding.ASCII.GetBytes(reason)]), driver.TakeOutput());
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(Vectors.ReadyRouter));
        Assert.Equal(ZmtpError.RefusedHere, driver.Session.Error);
        Assert.Equal(reason, driver.Session.ErrorReason);
    }

    [Fact]
    public void Refusal_inside_the_greeting_says_nothing_more()
    {
        using var driver = new Driver(ZmqSocketType.Dealer);
        driver.TakeOutput();

        driver.Session.Refuse("too late");

        Assert.False(driver.Session.HasOutput);
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(Vectors.Greeting));
    }

    [Fact]
    public void Refusal_after_the_handshake_says_error_and_ends_the_session()
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);
        driver.Feed(1, 1, 0x61);

        driver.Session.Refuse("400");

        Assert.Equal(Vectors.Error400, driver.TakeOutput());
        Assert.False(driver.Session.IsReady);
        Assert.Equal(0, driver.Pool.BytesOut);
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(0, 0));
        Assert.Equal(ZmtpError.RefusedHere, driver.Session.Error);
    }

    [Fact]
    public void Refusal_of_a_session_that_failed_changes_nothing()
    {
        using var driver = new Driver(ZmqSocketType.Dealer);
        driver.Feed(0x16);

        driver.Session.Refuse("again");

        Assert.Equal(ZmtpError.NotZmtp, driver.Session.Error);
    }
}
