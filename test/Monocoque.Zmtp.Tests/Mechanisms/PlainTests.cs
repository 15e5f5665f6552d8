using System.Text;

namespace Monocoque.Zmtp.Tests.Mechanisms;

public sealed class PlainTests
{
    private static readonly byte[] s_greeting = Hex.Of("""
        FF 00 00 00 00 00 00 00 01 7F 03 01
        50 4C 41 49 4E 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        """);

    private static readonly byte[] s_hello = Hex.Of("04 13 05 48 45 4C 4C 4F 05 61 64 6D 69 6E 06 73 65 63 72 65 74");
    private static readonly byte[] s_welcome = Hex.Of("04 08 07 57 45 4C 43 4F 4D 45");

    private static readonly byte[] s_initiate = Hex.Of("""
        04 2C 08 49 4E 49 54 49 41 54 45
        0B 53 6F 63 6B 65 74 2D 54 79 70 65 00 00 00 06 44 45 41 4C 45 52 08 49 64 65 6E 74 69 74 79 00 00 00 00
        """);

    private static readonly byte[] s_ready = Hex.Of("""
        04 29 05 52 45 41 44 59
        0B 53 6F 63 6B 65 74 2D 54 79 70 65 00 00 00 06 52 4F 55 54 45 52 08 49 64 65 6E 74 69 74 79 00 00 00 00
        """);

    [Fact]
    public void Client_says_what_libzmq_says()
    {
        using var client = new Driver(Secured.PlainClient(ZmqSocketType.Dealer));
        client.Feed(s_greeting);
        Assert.Equal(Hex.Join(s_greeting, s_hello), client.TakeOutput());
        client.Feed(s_welcome);
        Assert.Equal(s_initiate, client.TakeOutput());
        Assert.Equal(ZmtpEvent.HandshakeCompleted, client.Feed(s_ready));
        Assert.Equal("PLAIN", client.Session.Peer!.Mechanism);
        Assert.False(client.Session.SealsFrames);
    }

    [Fact]
    public void Server_says_what_libzmq_says()
    {
        using var server = new Driver(Secured.PlainServer(ZmqSocketType.Router));
        Assert.Equal(ZmtpEvent.Authenticate, server.Feed(Hex.Join(s_greeting, s_hello)));
        Assert.Equal("admin", Encoding.UTF8.GetString(server.Session.Credentials!.Username.Span));
        Assert.Equal("secret", Encoding.UTF8.GetString(server.Session.Credentials.Password.Span));
        server.TakeOutput();
        server.Session.Accept();
        Assert.Equal(ZmtpEvent.NeedMoreData, server.Feed());
        Assert.Equal(s_welcome, server.TakeOutput());
        Assert.Equal(ZmtpEvent.HandshakeCompleted, server.Feed(s_initiate));
        Assert.Equal(s_ready, server.TakeOutput());
    }

    [Fact]
    public void Nothing_is_read_while_the_authenticator_thinks()
    {
        using var server = new Driver(Secured.PlainServer(ZmqSocketType.Router));
        ReadOnlySpan<byte> input = Hex.Join(s_greeting, s_hello, s_initiate);
        Assert.Equal(ZmtpEvent.Authenticate, server.Session.Read(ref input, out _));
        Assert.Equal(s_initiate.Length, input.Length);
        Assert.Equal(ZmtpEvent.Authenticate, server.Session.Read(ref input, out _));
        Assert.Equal(s_initiate.Length, input.Length);
        server.Session.Accept();
        Assert.Equal(ZmtpEvent.HandshakeCompleted, server.Session.Read(ref input, out _));
    }

    [Theory]
    [InlineData(300, "")]
    [InlineData(400, "04 0A 05 45 52 52 4F 52 03 34 30 30")]
    [InlineData(500, "04 0A 05 45 52 52 4F 52 03 35 30 30")]
    public void Refusal_tells_the_client_its_status_unless_it_is_temporary(int status, string answer)
    {
        using var server = new Driver(Secured.PlainServer(ZmqSocketType.Router));
        server.Feed(Hex.Join(s_greeting, s_hello));
        server.TakeOutput();
        server.Session.Deny(status);
        Assert.Equal(Hex.Of(answer), server.TakeOutput());
        Assert.Equal(ZmtpError.AuthenticationFailed, server.Session.Error);
    }

    [Theory]
    [InlineData("04 0A 05 45 52 52 4F 52 03 34 30 30")]
    [InlineData("04 09 5E 52 52 4F 52 03 34 30 30")]
    public void Client_understands_an_error_also_as_libzmq_breaks_it(string error)
    {
        using var client = new Driver(Secured.PlainClient(ZmqSocketType.Dealer));
        Assert.Equal(ZmtpEvent.Failed, client.Feed(Hex.Join(s_greeting, Hex.Of(error))));
        Assert.Equal(ZmtpError.RefusedByPeer, client.Session.Error);
        Assert.Equal("400", client.Session.ErrorReason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("05 61")]
    [InlineData("01 61")]
    [InlineData("01 61 02 62")]
    [InlineData("01 61 01 62 63")]
    public void Hello_whose_parts_do_not_fill_it_is_refused(string data)
    {
        using var server = new Driver(Secured.PlainServer(ZmqSocketType.Router));
        Assert.Equal(ZmtpEvent.Failed, server.Feed(Hex.Join(s_greeting, Peer.Command("HELLO", Hex.Of(data)))));
        Assert.Equal(ZmtpError.MalformedHello, server.Session.Error);
    }

    [Fact]
    public void Empty_name_and_password_are_shown_as_they_are()
    {
        using var server = new Driver(Secured.PlainServer(ZmqSocketType.Router));
        Assert.Equal(ZmtpEvent.Authenticate, server.Feed(Hex.Join(s_greeting, Peer.Command("HELLO", 0, 0))));
        Assert.True(server.Session.Credentials!.Username.IsEmpty);
    }

    [Fact]
    public void Name_and_password_of_any_octets_are_shown_as_they_are()
    {
        using var server = new Driver(Secured.PlainServer(ZmqSocketType.Router));
        Assert.Equal(ZmtpEvent.Authenticate, server.Feed(Hex.Join(s_greeting, Peer.Command("HELLO", 3, 0x61, 0, 0xFF, 2, 0xC3, 0x28))));
        Assert.Equal("6100FF", Convert.ToHexString(server.Session.Credentials!.Username.Span));
        Assert.Equal("C328", Convert.ToHexString(server.Session.Credentials.Password.Span));
    }

    [Fact]
    public void Hello_of_libzmq_4_3_0_is_understood()
    {
        using var server = new Driver(Secured.PlainServer(ZmqSocketType.Router));
        Assert.Equal(ZmtpEvent.Authenticate, server.Feed(Hex.Join(s_greeting, Hex.Of("04 0E 05 57 45 4C 43 4F 4D 45 01 61 01 62 63 64"[..^6]).Select((octet, i) => i == 1 ? (byte)12 : octet).ToArray())));
        Assert.Equal("a", Encoding.UTF8.GetString(server.Session.Credentials!.Username.Span));
    }

    [Fact]
    public void Initiate_before_the_answer_of_the_authenticator_counts_for_nothing()
    {
        using var server = new Driver(Secured.PlainServer(ZmqSocketType.Router));
        Assert.Equal(ZmtpEvent.Failed, server.Feed(Hex.Join(s_greeting, s_initiate)));
        Assert.Equal(ZmtpError.UnexpectedCommand, server.Session.Error);
    }

    [Fact]
    public void Welcome_with_data_is_refused()
    {
        using var client = new Driver(Secured.PlainClient(ZmqSocketType.Dealer));
        Assert.Equal(ZmtpEvent.Failed, client.Feed(Hex.Join(s_greeting, Peer.Command("WELCOME", 1))));
        Assert.Equal(ZmtpError.MalformedWelcome, client.Session.Error);
    }

    [Fact]
    public void Password_is_overwritten_once_there_is_an_answer()
    {
        using var pair = new Secured(Secured.PlainClient(ZmqSocketType.Dealer), Secured.PlainServer(ZmqSocketType.Router));
        pair.ShakeHands();
        Assert.Equal("secret", pair.ShownPassword);
        Assert.False(pair.Shown!.Password.Span.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Two_servers_and_two_clients_say_what_is_wrong_at_once()
    {
        using var servers = new Secured(Secured.PlainServer(ZmqSocketType.Dealer), Secured.PlainServer(ZmqSocketType.Router));
        servers.ShakeHands();
        Assert.Equal(ZmtpError.MechanismMismatch, servers.Client.Error);
        Assert.Contains("both ends are PLAIN servers", servers.Client.ErrorReason, StringComparison.Ordinal);
        using var clients = new Secured(Secured.PlainClient(ZmqSocketType.Dealer), Secured.PlainClient(ZmqSocketType.Router));
        clients.ShakeHands();
        Assert.Equal(ZmtpError.UnexpectedCommand, clients.Client.Error);
        Assert.Contains("HELLO", clients.Client.ErrorReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_mechanism_is_refused_with_both_names()
    {
        using var pair = new Secured(Secured.PlainClient(ZmqSocketType.Dealer), Secured.CurveServer(ZmqSocketType.Router));
        pair.ShakeHands();
        Assert.All([pair.Client, pair.Server], session =>
        {
            Assert.Equal(ZmtpError.MechanismMismatch, session.Error);
            Assert.Contains("PLAIN", session.ErrorReason, StringComparison.Ordinal);
            Assert.Contains("CURVE", session.ErrorReason, StringComparison.Ordinal);
        });
    }
}
