using System.Buffers;

namespace Monocoque.Zmtp.Tests;

/// <summary>Peers of ZMTP 2.0 (RFC 15): libzmq 3.2 and what is as old.</summary>
public sealed class Version20Tests
{
    private static byte[] Signature20 => Vectors.Bob20[..11];

    [Fact]
    public void Peer_of_version_2_gets_what_libzmq_gives_it()
    {
        var options = new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, RoutingId = "me"u8.ToArray() };

        var transcript = Transcript.OfEverySplit(options, Hex.Join(Vectors.Bob20, Vectors.Hi, Vectors.ThreeFrames));

        Assert.Equal("HandshakeCompleted Message([4869]) Message([61][][62]) ", transcript.Events);
        Assert.Equal(Convert.ToHexString(Vectors.To20Peer), transcript.Output);
    }

    [Fact]
    public void Peer_is_described_by_its_type_and_identity()
    {
        using var driver = new Driver(ZmqSocketType.Router);

        Assert.Equal(ZmtpEvent.HandshakeCompleted, driver.Feed(Vectors.Bob20));
        var peer = driver.Session.Peer!;
        Assert.Equal(ZmqSocketType.Dealer, peer.SocketType);
        Assert.Equal("bob"u8, peer.Identity.Span);
        Assert.Equal(new Version(2, 0), peer.ProtocolVersion);
        Assert.Equal("NULL", peer.Mechanism);
        Assert.Empty(peer.Metadata);
    }

    [Fact]
    public void Our_type_and_identity_follow_the_revision_of_the_peer()
    {
        using var driver = new Driver(ZmqSocketType.Sub);
        driver.TakeOutput();

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Signature20[..10]));
        Assert.False(driver.Session.HasOutput);
        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(1));
        Assert.Equal(Hex.Of("02 00 00"), driver.TakeOutput());
    }

    [Fact]
    public void Identity_in_the_long_form_is_read()
    {
        var transcript = Transcript.OfEverySplit(
            Transcript.Options(ZmqSocketType.Dealer), Hex.Join(Signature20, [5], Hex.Of("02 00 00 00 00 00 00 00 01 61"), Vectors.Hi));

        Assert.Equal("HandshakeCompleted Message([4869]) ", transcript.Events);
    }

    [Fact]
    public void Subscriptions_travel_as_messages_both_ways()
    {
        var pub = Transcript.OfEverySplit(
            Transcript.Options(ZmqSocketType.Pub), Hex.Join(Signature20, Hex.Of("02 00 00"), Vectors.SubscribeAbc30, Vectors.CancelAbc30));
        Assert.Equal("HandshakeCompleted Subscribe(616263) Cancel(616263) ", pub.Events);

        using var sub = new Driver(ZmqSocketType.Sub);
        Assert.Equal(ZmtpEvent.HandshakeCompleted, sub.Feed(Hex.Join(Signature20, Hex.Of("01 00 00"))));
        var output = new ArrayBufferWriter<byte>();
        sub.Session.WriteSubscription(output, "abc"u8, subscribe: true);
        sub.Session.WriteSubscription(output, "abc"u8, subscribe: false);
        Assert.Equal(Hex.Join(Vectors.SubscribeAbc30, Vectors.CancelAbc30), output.WrittenSpan);
    }

    [Theory]
    [InlineData(ZmqSocketType.Pub, 0x0A)]
    [InlineData(ZmqSocketType.Sub, 0x09)]
    public void Numbers_that_only_libzmq_uses_are_known(ZmqSocketType own, byte number)
    {
        using var driver = new Driver(own);

        Assert.Equal(ZmtpEvent.HandshakeCompleted, driver.Feed(Hex.Join(Signature20, [number, 0, 0])));
    }

    [Fact]
    public void A_socket_is_selected_by_the_type_of_the_peer()
    {
        var selected = new ZmtpSessionOptions { SocketType = ZmqSocketType.Router };

        var transcript = Transcript.OfEverySplit(Transcript.Options(null), Hex.Join(Vectors.Bob20, Vectors.Hi), selected);

        Assert.Equal("SelectSocket HandshakeCompleted Message([4869]) ", transcript.Events);
        Assert.Equal(Convert.ToHexString(Hex.Join(Vectors.Greeting[..11], Hex.Of("06 00 00"))), transcript.Output);
    }

    [Fact]
    public void A_selected_socket_may_refuse_the_version()
    {
        var selected = new ZmtpSessionOptions { SocketType = ZmqSocketType.Router, MinimumVersion = new Version(3, 0) };

        var transcript = Transcript.OfEverySplit(Transcript.Options(null), Vectors.Bob20, selected);

        Assert.Equal("SelectSocket Failed ", transcript.Events);
        Assert.Equal(ZmtpError.UnsupportedVersion, transcript.Error);
        Assert.Equal(Convert.ToHexString(Vectors.Greeting[..11]), transcript.Output);
    }

    [Fact]
    public void A_refusal_has_no_words()
    {
        using var driver = new Driver((ZmqSocketType?)null);
        driver.Feed(Vectors.Bob20);
        driver.TakeOutput();

        driver.Session.Refuse("nobody is here");

        Assert.False(driver.Session.HasOutput);
        Assert.Equal(ZmtpError.RefusedHere, driver.Session.Error);
    }

    [Fact]
    public void Nothing_is_pinged()
    {
        using var driver = new Driver(ZmqSocketType.Dealer);
        driver.Feed(Vectors.Bob20);

        Assert.False(driver.Session.TakesPings);
        Assert.Throws<InvalidOperationException>(() => driver.Session.WritePing(new ArrayBufferWriter<byte>(), 0, default));
    }

    [Theory]
    [InlineData("07 00 00", ZmtpError.IncompatibleSocketType)] // PULL to DEALER
    [InlineData("0B 00 00", ZmtpError.IncompatibleSocketType)] // no such type
    [InlineData("FF 00 00", ZmtpError.IncompatibleSocketType)]
    [InlineData("05 01 00", ZmtpError.MalformedFrame)] // identity with MORE
    [InlineData("05 04 00", ZmtpError.MalformedFrame)] // a command
    [InlineData("05 08 00", ZmtpError.MalformedFrame)] // reserved bits
    [InlineData("05 02 00 00 00 00 00 00 01 00", ZmtpError.InvalidIdentity)] // 256 octets
    [InlineData("05 02 80 00 00 00 00 00 00 00", ZmtpError.MalformedFrame)]
    [InlineData("05 00 02 00 61", ZmtpError.InvalidIdentity)] // a leading zero
    public void Attacks_on_the_greeting_end_the_connection_without_a_word(string attack, ZmtpError error) =>
        new HostileCase(Transcript.Options(ZmqSocketType.Dealer), Signature20, Hex.Of(attack), error).Check();

    [Theory]
    [InlineData("04 07 04 50 49 4E 47 00 00")] // PING
    [InlineData("04 00")]
    [InlineData("08 00")]
    public void Commands_end_the_connection(string attack) =>
        new HostileCase(Transcript.Options(ZmqSocketType.Dealer), Vectors.Bob20, Hex.Of(attack), ZmtpError.MalformedFrame).Check();

    [Theory]
    [InlineData("2.0", 1, 0, true)]
    [InlineData("3.0", 1, 0, false)]
    [InlineData("3.1", 1, 0, false)]
    [InlineData("2.0", 3, 0, true)]
    [InlineData("3.0", 3, 0, true)]
    [InlineData("3.1", 3, 0, false)]
    [InlineData("3.1", 3, 1, true)]
    [InlineData("3.1", 4, 0, true)]
    public void Versions_below_the_lowest_accepted_are_refused_as_soon_as_they_show(string minimum, byte major, byte minor, bool isAccepted)
    {
        using var driver = new Driver(new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, MinimumVersion = Version.Parse(minimum) });

        var found = driver.Feed([.. Vectors.Greeting[..10], major, minor]);

        Assert.Equal(isAccepted ? ZmtpEvent.NeedMoreData : ZmtpEvent.Failed, found);
        Assert.Equal(isAccepted ? ZmtpError.None : ZmtpError.UnsupportedVersion, driver.Session.Error);
        if (!isAccepted)
            Assert.Contains($"{minimum} is the lowest version", driver.Session.ErrorReason!, StringComparison.Ordinal);
    }
}
