using System.Buffers;

namespace Monocoque.Zmtp.Tests.Mechanisms;

/// <summary>Two of our sessions with security.</summary>
public sealed class SecuredSessionTests
{
    [Fact]
    public void Everything_passes_in_boxes()
    {
        using var pair = Secured.Connected(Secured.CurveClient(ZmqSocketType.Sub), Secured.CurveServer(ZmqSocketType.XPub));
        var commands = new ArrayBufferWriter<byte>();
        pair.Client.WriteSubscription(commands, "news"u8, subscribe: true);
        pair.Client.WritePing(commands, ttl: 10, "ctx"u8);
        pair.Client.WriteSubscription(commands, "news"u8, subscribe: false);
        Assert.Equal("Subscribe(news) Cancel(news)", Secured.Read(pair.Server, Secured.Seal(pair.Client, commands.WrittenSpan.ToArray())));
        Assert.Equal(10, pair.Server.PeerTtl);
        var pong = Secured.Take(pair.Server);
        Assert.DoesNotContain("PONG", System.Text.Encoding.Latin1.GetString(pong), StringComparison.Ordinal);
        Assert.Equal("", Secured.Read(pair.Client, pong));
        Assert.Equal("one|two", Secured.Read(pair.Client, Secured.Seal(pair.Server, Hex.Of("01 03 6F6E65 00 03 74776F"))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(222)]
    [InlineData(223)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(70_000)]
    public void Body_of_any_size_fits_a_box(int size)
    {
        using var pair = Secured.Connected(Secured.CurveClient(ZmqSocketType.Dealer), Secured.CurveServer(ZmqSocketType.Dealer));
        var body = Enumerable.Range(0, size).Select(i => (byte)(i * 31)).ToArray();
        var box = Secured.Seal(pair.Client, Peer.Frame(0, body));
        Assert.Equal(CurveSealer.SizeOf(size), box.Length);
        ReadOnlySpan<byte> first = box.AsSpan(0, box.Length / 2);
        Assert.Equal(ZmtpEvent.NeedMoreData, pair.Server.Read(ref first, out _));
        ReadOnlySpan<byte> rest = box.AsSpan(box.Length / 2);
        Assert.Equal(ZmtpEvent.Message, pair.Server.Read(ref rest, out var message));
        Assert.Equal(body, message.First.ToArray());
        message.Dispose();
    }

    [Fact]
    public void Limits_are_those_of_what_is_in_the_box()
    {
        var server = new ZmtpSessionOptions { SocketType = ZmqSocketType.Pull, Security = ZmtpSecurity.CurveServer(CurveVectors.ServerSecret), MaxMessageSize = 70_000 };
        using var pair = Secured.Connected(Secured.CurveClient(ZmqSocketType.Push), server);
        Assert.Equal(70_000, Secured.Read(pair.Server, Secured.Seal(pair.Client, Peer.Frame(0, new byte[70_000]))).Length);
        var box = Secured.Seal(pair.Client, Peer.Frame(0, new byte[70_001]));
        Assert.Equal("Failed", Secured.Read(pair.Server, box[..9]));
        Assert.Equal(ZmtpError.MessageTooLarge, pair.Server.Error);
    }

    [Fact]
    public void Key_before_the_current_one_still_opens()
    {
        using var pair = new Secured(
            Secured.CurveClient(ZmqSocketType.Dealer, serverKey: CurveVectors.ClientPublic),
            Secured.CurveServer(ZmqSocketType.Router, previous: CurveVectors.ClientSecret));
        pair.ShakeHands();
        Assert.True(pair.Client.IsReady && pair.Server.IsReady);
    }

    [Fact]
    public void Null_asks_before_it_says_ready_and_hears_the_peer_first()
    {
        using var pair = new Secured(
            new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, RoutingId = "me"u8.ToArray() },
            new ZmtpSessionOptions { SocketType = ZmqSocketType.Router, Security = ZmtpSecurity.AskedNull });
        pair.ShakeHands();
        Assert.True(pair.Client.IsReady && pair.Server.IsReady);
        Assert.Equal(ZmqMechanism.Null, pair.Shown!.Mechanism);
        Assert.Equal("me"u8.ToArray(), pair.Shown.Identity.ToArray());
    }

    [Fact]
    public void Two_ends_that_ask_do_not_wait_for_each_other()
    {
        using var pair = new Secured(
            new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, Security = ZmtpSecurity.AskedNull },
            new ZmtpSessionOptions { SocketType = ZmqSocketType.Router, Security = ZmtpSecurity.AskedNull });
        pair.ShakeHands();
        Assert.True(pair.Client.IsReady && pair.Server.IsReady);
    }

    [Fact]
    public void Null_peer_that_is_refused_gets_an_error_in_place_of_ready()
    {
        using var pair = new Secured(
            new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer },
            new ZmtpSessionOptions { SocketType = ZmqSocketType.Router, Security = ZmtpSecurity.AskedNull });
        pair.ShakeHands(status: 400);
        Assert.Equal(ZmtpError.RefusedByPeer, pair.Client.Error);
        Assert.Equal("400", pair.Client.ErrorReason);
    }

    [Fact]
    public void Version_2_has_no_security_and_is_refused_where_there_is_some()
    {
        foreach (var security in new[] { ZmtpSecurity.AskedNull, ZmtpSecurity.PlainServer })
        {
            using var server = new Driver(new ZmtpSessionOptions { SocketType = ZmqSocketType.Router, Security = security });
            Assert.Equal(ZmtpEvent.Failed, server.Feed(Hex.Of("FF 00 00 00 00 00 00 00 01 7F 01 05 00 00")));
            Assert.Equal(ZmtpError.UnsupportedVersion, server.Session.Error);
        }
    }

    [Fact]
    public void Socket_with_security_is_not_reached_by_a_connection_without()
    {
        using var server = new Driver((ZmqSocketType?)null);
        Assert.Equal(ZmtpEvent.SelectSocket, server.Feed(Peer.Handshake(ZmqSocketType.Router)));
        server.Session.Select(Secured.CurveServer(ZmqSocketType.Router));
        Assert.Equal(ZmtpEvent.Failed, server.Feed());
        Assert.Equal(ZmtpError.RefusedHere, server.Session.Error);
    }
}
