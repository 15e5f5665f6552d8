namespace Monocoque.Zmtp.Tests;

/// <summary>One listener, several sockets: the peer speaks first.</summary>
public sealed class SelectSocketTests
{
    private static readonly byte[] s_dealerWithMessage = Hex.Join(Vectors.Greeting, Vectors.ReadyDealerWithProperties, Vectors.Hi);

    [Fact]
    public void Peer_speaks_first_and_the_selected_socket_answers()
    {
        var transcript = Transcript.OfEverySplit(
            new ZmtpSessionOptions(), s_dealerWithMessage, selected: Transcript.Options(ZmqSocketType.Router));

        Assert.Equal("SelectSocket HandshakeCompleted Message([4869]) ", transcript.Events);
        Assert.Equal(Convert.ToHexString(Hex.Join(Vectors.Greeting, Vectors.ReadyRouter)), transcript.Output);
    }

    [Fact]
    public void Nothing_of_the_input_behind_ready_is_taken_until_a_socket_is_selected()
    {
        using var driver = new Driver((ZmqSocketType?)null);
        ReadOnlySpan<byte> input = s_dealerWithMessage;

        Assert.Equal(ZmtpEvent.SelectSocket, driver.Session.Read(ref input, out _));
        Assert.Equal(Vectors.Hi, input.ToArray());
        Assert.Equal(Vectors.Greeting, driver.TakeOutput());
        Assert.Equal("demo"u8, driver.Session.Peer!.Metadata["X-app"].Span);
        Assert.False(driver.Session.IsReady);

        Assert.Equal(ZmtpEvent.SelectSocket, driver.Session.Read(ref input, out _));
        Assert.Equal(Vectors.Hi, input.ToArray());

        driver.Session.Select(Transcript.Options(ZmqSocketType.Router));
        Assert.Equal(Vectors.ReadyRouter, driver.TakeOutput());
        Assert.Equal(ZmtpEvent.HandshakeCompleted, driver.Session.Read(ref input, out _));
        Assert.True(driver.Session.IsReady);
        Assert.Equal(ZmtpEvent.Message, driver.Session.Read(ref input, out var message));
        message.Dispose();
    }

    [Fact]
    public void Selected_socket_brings_its_own_limits_and_routing_id()
    {
        using var driver = new Driver((ZmqSocketType?)null);
        Assert.Equal(ZmtpEvent.SelectSocket, driver.Feed(Hex.Join(Vectors.Greeting, Vectors.ReadyDealer)));
        driver.TakeOutput();

        driver.Session.Select(new ZmtpSessionOptions { SocketType = ZmqSocketType.Router, RoutingId = "r"u8.ToArray(), MaxMessageSize = 1 });

        Assert.Equal(Peer.Ready(Peer.SocketType("ROUTER"), Peer.Identity(0x72)), driver.TakeOutput());
        Assert.Equal(ZmtpEvent.HandshakeCompleted, driver.Feed());
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(Vectors.Hi));
        Assert.Equal(ZmtpError.MessageTooLarge, driver.Session.Error);
    }

    [Fact]
    public void Selection_of_a_socket_the_peer_cannot_talk_to_fails_with_error()
    {
        var transcript = Transcript.OfEverySplit(
            new ZmtpSessionOptions(), s_dealerWithMessage, selected: Transcript.Options(ZmqSocketType.Pub));

        Assert.Equal("SelectSocket Failed ", transcript.Events);
        Assert.Equal(ZmtpError.IncompatibleSocketType, transcript.Error);
        Assert.Equal("DEALER cannot talk to PUB", transcript.Reason);
        var error = Peer.Command("ERROR", [25, .. "DEALER cannot talk to PUB"u8]);
        Assert.Equal(Convert.ToHexString(Hex.Join(Vectors.Greeting, error)), transcript.Output);
    }

    [Fact]
    public void Refused_peer_gets_error_instead_of_ready()
    {
        using var driver = new Driver((ZmqSocketType?)null);
        driver.Feed(Hex.Join(Vectors.Greeting, Vectors.ReadyDealer));
        driver.TakeOutput();

        driver.Session.Refuse("400");

        Assert.Equal(Vectors.Error400, driver.TakeOutput());
        Assert.Equal(ZmtpEvent.Failed, driver.Feed());
        Assert.Equal(ZmtpError.RefusedHere, driver.Session.Error);
        Assert.Equal("400", driver.Session.ErrorReason);
    }

    [Fact]
    public void Refusal_after_an_unfitting_selection_says_error_once()
    {
        using var driver = new Driver((ZmqSocketType?)null);
        driver.Feed(Hex.Join(Vectors.Greeting, Vectors.ReadyDealer));
        driver.TakeOutput();
        driver.Session.Select(Transcript.Options(ZmqSocketType.Pub));

        driver.Session.Refuse("400");

        Assert.Equal(Peer.Command("ERROR", [25, .. "DEALER cannot talk to PUB"u8]), driver.TakeOutput());
        Assert.Equal(ZmtpError.IncompatibleSocketType, driver.Session.Error);
    }

    [Theory]
    [InlineData("DGRAM", "unknown socket type 'DGRAM'")]
    [InlineData(null, "the property Socket-Type is missing")]
    public void Peer_of_no_known_type_is_refused_before_anybody_is_asked(string? type, string reply)
    {
        var ready = type is null ? Peer.Ready() : Peer.Ready(Peer.SocketType(type));

        var transcript = Transcript.OfEverySplit(new ZmtpSessionOptions(), Hex.Join(Vectors.Greeting, ready));

        Assert.Equal("Failed ", transcript.Events);
        Assert.Equal(ZmtpError.IncompatibleSocketType, transcript.Error);
        Assert.Equal(reply, transcript.Reason);
    }

    [Fact]
    public void Description_given_while_selecting_is_kept()
    {
        using var driver = new Driver((ZmqSocketType?)null);
        driver.Feed(Hex.Join(Vectors.Greeting, Vectors.ReadyDealer));
        var described = new ZmqPeer(ZmqSocketType.Dealer) { ConnectionId = "9" };

        driver.Session.SetPeer(described);
        driver.Session.Select(Transcript.Options(ZmqSocketType.Router));

        Assert.Equal(ZmtpEvent.HandshakeCompleted, driver.Feed());
        Assert.Same(described, driver.Session.Peer);
    }

    [Fact]
    public void Selection_out_of_turn_is_a_mistake_of_the_caller()
    {
        using var early = new Driver((ZmqSocketType?)null);
        using var fixedType = Driver.Connected(ZmqSocketType.Router);
        using var selecting = new Driver((ZmqSocketType?)null);
        selecting.Feed(Hex.Join(Vectors.Greeting, Vectors.ReadyDealer));

        Assert.Throws<InvalidOperationException>(() => early.Session.Select(Transcript.Options(ZmqSocketType.Router)));
        Assert.Throws<InvalidOperationException>(() => fixedType.Session.Select(Transcript.Options(ZmqSocketType.Router)));
        Assert.Throws<ArgumentException>(() => selecting.Session.Select(new ZmtpSessionOptions()));
        selecting.Session.Select(Transcript.Options(ZmqSocketType.Router));
        Assert.Throws<InvalidOperationException>(() => selecting.Session.Select(Transcript.Options(ZmqSocketType.Router)));
    }
}
