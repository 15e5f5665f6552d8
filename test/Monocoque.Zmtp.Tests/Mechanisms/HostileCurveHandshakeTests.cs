namespace Monocoque.Zmtp.Tests.Mechanisms;

/// <summary>Strangers with good keys who do the rest wrong.</summary>
public sealed class HostileCurveHandshakeTests
{
    public static TheoryData<string> LowOrderKeys => new(
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B800",
        "ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F");

    [Fact]
    public void Stranger_of_these_tests_would_be_let_in()
    {
        using var stranger = CurveStranger.Welcomed();
        Assert.Equal(ZmtpEvent.Authenticate, stranger.Victim.Feed(stranger.Initiate()));
        using var server = CurveStranger.AtClient();
        server.Victim.Feed(server.GoodWelcome());
        Assert.Equal(ZmtpEvent.HandshakeCompleted, server.Victim.Feed(server.Ready(Peer.SocketType("ROUTER"))));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Hello_of_another_size_is_refused(int difference)
    {
        using var stranger = CurveStranger.AtServer();
        stranger.Victim.TakeOutput();
        stranger.Refused(ZmtpError.MalformedHello, Peer.Command("HELLO", [1, 0, .. new byte[192 + difference]]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 1)]
    public void Hello_of_another_version_is_refused(byte major, byte minor)
    {
        using var stranger = CurveStranger.AtServer();
        stranger.Victim.TakeOutput();
        var hello = stranger.Hello();
        (hello[8], hello[9]) = (major, minor);
        stranger.Refused(ZmtpError.MalformedHello, hello);
    }

    [Fact]
    public void Hello_whose_box_holds_something_else_than_zeros_is_refused()
    {
        using var stranger = CurveStranger.AtServer();
        stranger.Victim.TakeOutput();
        stranger.Refused(ZmtpError.Cryptographic, stranger.Hello(text: [.. new byte[63], 1]));
    }

    [Theory]
    [MemberData(nameof(LowOrderKeys))]
    public void Hello_with_a_key_that_gives_no_secret_is_refused(string key)
    {
        using var stranger = CurveStranger.AtServer();
        stranger.Victim.TakeOutput();
        stranger.Refused(ZmtpError.Cryptographic, stranger.Hello(transientKey: Convert.FromHexString(key)));
    }

    [Theory]
    [MemberData(nameof(LowOrderKeys))]
    public void Welcome_with_a_key_that_gives_no_secret_is_refused(string key)
    {
        using var stranger = CurveStranger.AtClient();
        stranger.Refused(ZmtpError.Cryptographic, stranger.Welcome(Convert.FromHexString(key)));
    }

    [Theory]
    [InlineData(159)]
    [InlineData(161)]
    [InlineData(0)]
    public void Welcome_of_another_size_is_refused(int size)
    {
        using var stranger = CurveStranger.AtClient();
        stranger.Refused(ZmtpError.MalformedWelcome, Peer.Command("WELCOME", new byte[size]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(247)]
    public void Initiate_that_is_too_short_is_refused(int size)
    {
        using var stranger = CurveStranger.Welcomed();
        stranger.Refused(ZmtpError.MalformedInitiate, Peer.Command("INITIATE", new byte[size]));
    }

    [Fact]
    public void Cookie_of_another_connection_is_refused()
    {
        using var first = CurveStranger.Welcomed();
        using var second = CurveStranger.Welcomed();
        second.Refused(ZmtpError.Cryptographic, second.Initiate(cookie: first.Cookie));
    }

    [Fact]
    public void Vouch_for_another_connection_is_refused()
    {
        using var stranger = CurveStranger.Welcomed();
        stranger.Refused(ZmtpError.KeyExchange, stranger.Initiate(transientKey: CurveStranger.PublicKeyOf(CurveVectors.ClientSecret)));
    }

    [Fact]
    public void Vouch_for_another_server_is_refused()
    {
        using var stranger = CurveStranger.Welcomed();
        stranger.Refused(ZmtpError.KeyExchange, stranger.Initiate(serverKey: CurveVectors.ClientPublic));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    public void Initiate_whose_counter_is_not_above_that_of_hello_is_refused(ulong counter)
    {
        using var stranger = CurveStranger.Welcomed();
        stranger.Refused(ZmtpError.InvalidSequence, stranger.Initiate(counter: counter));
    }

    [Theory]
    [InlineData("", ZmtpError.IncompatibleSocketType)]
    [InlineData("05", ZmtpError.InvalidMetadata)]
    [InlineData("0141FFFFFFFF", ZmtpError.InvalidMetadata)]
    public void Initiate_with_bad_metadata_is_refused_before_anybody_is_asked(string metadata, ZmtpError error)
    {
        using var stranger = CurveStranger.Welcomed();
        Assert.Equal(ZmtpEvent.Failed, stranger.Victim.Feed(stranger.Initiate(metadata: Convert.FromHexString(metadata))));
        Assert.Equal(error, stranger.Victim.Session.Error);
        Assert.Null(stranger.Victim.Session.Credentials);
    }

    [Fact]
    public void Ready_of_the_server_sent_back_to_it_ends_the_connection()
    {
        using var stranger = CurveStranger.Welcomed();
        Assert.Equal(ZmtpEvent.Authenticate, stranger.Victim.Feed(stranger.Initiate()));
        var ready = stranger.TakeReady();
        stranger.Refused(ZmtpError.UnexpectedCommand, ready);
    }

    [Theory]
    [InlineData("HELLO   ")]
    [InlineData("HELLO\0\0\0")]
    public void Name_that_is_padded_to_eight_is_refused(string name)
    {
        using var stranger = CurveStranger.AtServer();
        stranger.Victim.TakeOutput();
        stranger.Refused(ZmtpError.MalformedCommand, Peer.Command(name, stranger.Hello()[8..]));
    }

    [Fact]
    public void Ready_without_a_box_is_refused()
    {
        using var stranger = CurveStranger.AtClient();
        stranger.Victim.Feed(stranger.GoodWelcome());
        stranger.Victim.TakeOutput();
        stranger.Refused(ZmtpError.MalformedReady, Peer.Command("READY", new byte[23]));
    }
}
