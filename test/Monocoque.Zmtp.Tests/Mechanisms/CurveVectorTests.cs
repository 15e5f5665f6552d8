namespace Monocoque.Zmtp.Tests.Mechanisms;

/// <summary>Octet for octet what CurveZMQ says.</summary>
public sealed class CurveVectorTests
{
    [Fact]
    public void Client_says_what_the_vectors_say()
    {
        using var client = new Driver(CurveVectors.Client());
        Assert.Equal(ZmtpEvent.NeedMoreData, client.Feed(CurveVectors.Greeting));
        Assert.Equal(Hex.Join(CurveVectors.Greeting, CurveVectors.Hello), client.TakeOutput());
        Assert.Equal(ZmtpEvent.NeedMoreData, client.Feed(CurveVectors.Welcome));
        Assert.Equal(CurveVectors.Initiate, client.TakeOutput());
        Assert.Equal(ZmtpEvent.HandshakeCompleted, client.Feed(CurveVectors.Ready));
        Assert.Equal("CURVE", client.Session.Peer!.Mechanism);
        Assert.Equal(ZmqSocketType.Router, client.Session.Peer.SocketType);
        Assert.Equal("Yo", Secured.Read(client.Session, CurveVectors.YoFromServer));
        Assert.Equal(CurveVectors.HiFromClient, Secured.Seal(client.Session, Hex.Of("00 02 4869")));
        Assert.Equal(CurveVectors.PartFromClient, Secured.Seal(client.Session, Hex.Of("01 01 61")));
        Assert.Equal(CurveVectors.PingFromClient, Secured.Seal(client.Session, Hex.Of("04 07 04 50 49 4E 47 00 00")));
    }

    [Fact]
    public void Server_says_what_the_vectors_say()
    {
        using var server = new Driver(CurveVectors.Server());
        Assert.Equal(ZmtpEvent.NeedMoreData, server.Feed(Hex.Join(CurveVectors.Greeting, CurveVectors.Hello)));
        // Of the greeting, only the octet that says who judges differs from libzmq's.
        var greeting = CurveVectors.Greeting.ToArray();
        greeting[32] = 1;
        Assert.Equal(Hex.Join(greeting, CurveVectors.Welcome), server.TakeOutput());
        Assert.Equal(ZmtpEvent.Authenticate, server.Feed(CurveVectors.Initiate));
        Assert.Equal(CurveVectors.ClientPublic, server.Session.Credentials!.PublicKey.ToArray());
        Assert.False(server.Session.HasOutput, "READY is not for those who may be refused.");
        server.Session.Accept();
        Assert.Equal(ZmtpEvent.HandshakeCompleted, server.Feed());
        Assert.Equal(CurveVectors.Ready, server.TakeOutput());
        Assert.Equal("Hi", Secured.Read(server.Session, CurveVectors.HiFromClient));
        Assert.Equal(CurveVectors.YoFromServer, Secured.Seal(server.Session, Hex.Of("00 02 596F")));
        Assert.Equal("", Secured.Read(server.Session, Hex.Join(CurveVectors.PartFromClient, CurveVectors.PingFromClient)));
        Assert.True(server.Session.HasOutput);
        Assert.Equal(16 + 17 + 2 + 5, server.TakeOutput().Length);
    }

    [Fact]
    public void Outer_command_flag_is_disregarded()
    {
        using var server = Handshaken();
        Assert.Equal("Hi", Secured.Read(server.Session, [0x04, .. CurveVectors.HiFromClient[1..]]));
    }

    [Fact]
    public void Traffic_comes_to_the_same_in_every_split()
    {
        var traffic = Hex.Join(CurveVectors.HiFromClient, CurveVectors.PartFromClient, CurveVectors.PingFromClient);
        foreach (var split in Testing.SplitReplay.Of(traffic.Length))
        {
            using var server = Handshaken();
            var found = string.Concat(split.Cut(traffic).Select(piece => Secured.Read(server.Session, piece.ToArray())));
            Assert.Equal("Hi", found);
            Assert.True(server.Session.HasOutput);
        }
    }

    [Fact]
    public void Handshake_comes_to_the_same_in_every_split()
    {
        var input = Hex.Join(CurveVectors.Greeting, CurveVectors.Hello, CurveVectors.Initiate);
        foreach (var split in Testing.SplitReplay.Of(input.Length))
        {
            using var session = new ZmtpSession(CurveVectors.Server(), new MessagePool(poisonReturned: true));
            var last = ZmtpEvent.NeedMoreData;
            foreach (var piece in split.Cut(input))
            {
                ReadOnlySpan<byte> octets = piece.Span;
                last = session.Read(ref octets, out _);
            }
            Assert.Equal(ZmtpEvent.Authenticate, last);
        }
    }

    private static Driver Handshaken()
    {
        var server = new Driver(CurveVectors.Server());
        Assert.Equal(ZmtpEvent.Authenticate, server.Feed(Hex.Join(CurveVectors.Greeting, CurveVectors.Hello, CurveVectors.Initiate)));
        server.Session.Accept();
        Assert.Equal(ZmtpEvent.HandshakeCompleted, server.Feed());
        server.TakeOutput();
        return server;
    }
}
