namespace Monocoque.Zmtp.Tests;

/// <summary>Conversations captured from libzmq, octet for octet, in every split.</summary>
public sealed class VectorTests
{
    private const string Ready = "HandshakeCompleted ";

    public static TheoryData<string> Conversations => [.. s_conversations.Keys];

    private static readonly Dictionary<string, Conversation> s_conversations = new(StringComparer.Ordinal)
    {
        ["6.9 dealer"] = new(
            ZmqSocketType.Dealer,
            Hex.Join(Vectors.Greeting, Vectors.ReadyRouter, Vectors.Yo, Vectors.Pong),
            "Message([596F]) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyDealer)),
        ["6.9 router"] = new(
            ZmqSocketType.Router,
            Hex.Join(Vectors.Greeting, Vectors.ReadyDealer, Vectors.Hi, Vectors.Ping),
            "Message([4869]) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyRouter, Vectors.Pong)),
        ["V-02 greeting with zero padding"] = new(
            ZmqSocketType.Router,
            Hex.Join(Vectors.RfcGreeting, Vectors.ReadyDealer),
            "",
            Hex.Join(Vectors.Greeting, Vectors.ReadyRouter)),
        ["V-05 application property"] = new(
            ZmqSocketType.Router,
            Hex.Join(Vectors.Greeting, Vectors.ReadyDealerWithProperties, Vectors.Hi),
            "Message([4869]) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyRouter)),
        ["V-07 and V-08 message sizes"] = new(
            ZmqSocketType.Router,
            Hex.Join(Vectors.Greeting, Vectors.ReadyDealer, Vectors.HeaderOf255, new byte[255], Vectors.HeaderOf256, new byte[256]),
            $"Message([{new string('0', 510)}]) Message([{new string('0', 512)}]) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyRouter)),
        ["V-09 multipart with an empty part"] = new(
            ZmqSocketType.Router,
            Hex.Join(Vectors.Greeting, Vectors.ReadyDealer, Vectors.ThreeFrames),
            "Message([61][][62]) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyRouter)),
        ["V-10b a request to REP"] = new(
            ZmqSocketType.Rep,
            Hex.Join(Vectors.Greeting, Vectors.ReadyReq, Vectors.Request),
            "Message([][51]) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyRep)),
        ["V-10d a reply to REQ"] = new(
            ZmqSocketType.Req,
            Hex.Join(Vectors.Greeting, Vectors.ReadyRep, Hex.Of("01 00 00 01 41")),
            "Message([][41]) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyReq)),
        ["V-11b a routed reply"] = new(
            ZmqSocketType.Dealer,
            Hex.Join(Vectors.Greeting, Vectors.ReadyRep, Vectors.Reply),
            "Message([696431][][41]) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyDealer)),
        ["V-10c READY of PULL"] = new(
            ZmqSocketType.Pull,
            Hex.Join(Vectors.Greeting, Peer.Ready(ZmqSocketType.Push), Vectors.Hi),
            "Message([4869]) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyPull)),
        ["V-20 to V-25 subscriptions to PUB"] = new(
            ZmqSocketType.Pub,
            Hex.Join(
                Vectors.Greeting, Peer.Ready(ZmqSocketType.Sub), Vectors.SubscribeAbc, Vectors.CancelAbc, Vectors.SubscribeAbc30,
                Vectors.CancelAbc30, Vectors.SubscribeAll, Vectors.CancelAll, Vectors.SubscribeAll30),
            "Subscribe(616263) Cancel(616263) Subscribe(616263) Cancel(616263) Subscribe() Cancel() Subscribe() ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyPub)),
        ["V-22 a 3.0 subscriber at XPUB"] = new(
            ZmqSocketType.XPub,
            Hex.Join(Vectors.Greeting30, Peer.Ready(ZmqSocketType.Sub), Vectors.SubscribeAbc30, Vectors.SubscribeAbc),
            "Subscribe(616263) Subscribe(616263) ",
            Hex.Join(Vectors.Greeting, Peer.Ready(ZmqSocketType.XPub))),
        ["V-28 and V-29 a topic of 246 octets"] = new(
            ZmqSocketType.Pub,
            Hex.Join(Vectors.Greeting, Peer.Ready(ZmqSocketType.Sub), Vectors.SubscribeLong, Vectors.SubscribeLongBroken, Vectors.CancelAbc),
            $"Subscribe({Convert.ToHexString(Vectors.LongTopic)}) Subscribe({Convert.ToHexString(Vectors.LongTopic)}) Cancel(616263) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyPub)),
        ["V-33 PING with context"] = new(
            ZmqSocketType.Dealer,
            Hex.Join(Vectors.Greeting, Vectors.ReadyRouter, Vectors.PingTtl, Vectors.PingAbc, Vectors.Hi),
            "Message([4869]) ",
            Hex.Join(Vectors.Greeting, Vectors.ReadyDealer, Vectors.PongAbc)),
    };

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Conversation_comes_to_the_same_in_every_split(string id)
    {
        var conversation = s_conversations[id];

        var transcript = Transcript.OfEverySplit(Transcript.Options(conversation.Own), conversation.Input);

        Assert.Equal(Ready + conversation.Events, transcript.Events);
        Assert.Equal(Convert.ToHexString(conversation.Output), transcript.Output);
        Assert.Equal(ZmtpError.None, transcript.Error);
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Conversation_cut_short_never_fails_and_never_delivers_more(string id)
    {
        var conversation = s_conversations[id];
        var options = Transcript.Options(conversation.Own);

        for (var length = 0; length < conversation.Input.Length; length++)
        {
            var transcript = Transcript.Of(options, conversation.Input[..length]);

            Assert.Equal(ZmtpError.None, transcript.Error);
            Assert.StartsWith(transcript.Events, Ready + conversation.Events, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Error_from_the_peer_ends_the_handshake_with_its_words()
    {
        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Dealer), Hex.Join(Vectors.Greeting, Vectors.Error400));

        Assert.Equal("Failed ", transcript.Events);
        Assert.Equal(ZmtpError.RefusedByPeer, transcript.Error);
        Assert.Equal("400", transcript.Reason);
    }

    private sealed record Conversation(ZmqSocketType Own, byte[] Input, string Events, byte[] Output);
}
