using System.Buffers.Binary;
namespace Monocoque.Zmtp.Tests.Mechanisms;

/// <summary>What a stranger, or somebody on the way, may try.</summary>
public sealed class HostileCurveTests
{
    [Fact]
    public void Octet_changed_anywhere_in_a_hello_ends_the_handshake()
    {
        for (var i = 2; i < CurveVectors.Hello.Length; i++)
        {
            var hello = CurveVectors.Hello.ToArray();
            hello[i] ^= 1;
            using var server = new Driver(CurveVectors.Server());
            Assert.Equal(ZmtpEvent.Failed, server.Feed(Hex.Join(CurveVectors.Greeting, hello)));
            Assert.DoesNotContain("WELCOME", System.Text.Encoding.Latin1.GetString(server.TakeOutput()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Octet_changed_anywhere_in_a_welcome_ends_the_handshake()
    {
        for (var i = 2; i < CurveVectors.Welcome.Length; i++)
        {
            var welcome = CurveVectors.Welcome.ToArray();
            welcome[i] ^= 1;
            using var client = new Driver(CurveVectors.Client());
            client.Feed(CurveVectors.Greeting);
            client.TakeOutput();
            Assert.Equal(ZmtpEvent.Failed, client.Feed(welcome));
            Assert.Empty(client.TakeOutput());
        }
    }

    [Fact]
    public void Octet_changed_anywhere_in_an_initiate_ends_the_handshake()
    {
        for (var i = 9; i < CurveVectors.Initiate.Length; i++)
        {
            var initiate = CurveVectors.Initiate.ToArray();
            initiate[i] ^= 1;
            using var server = new Driver(CurveVectors.Server());
            server.Feed(Hex.Join(CurveVectors.Greeting, CurveVectors.Hello));
            Assert.Equal(ZmtpEvent.Failed, server.Feed(initiate));
            Assert.Null(server.Session.Credentials);
        }
    }

    [Fact]
    public void Octet_changed_anywhere_in_a_message_delivers_nothing()
    {
        for (var i = 2; i < CurveVectors.YoFromServer.Length; i++)
        {
            var message = CurveVectors.YoFromServer.ToArray();
            message[i] ^= 1;
            using var client = Client();
            Assert.Equal("Failed", Secured.Read(client.Session, message));
            Assert.Contains(client.Session.Error, new[] { ZmtpError.Cryptographic, ZmtpError.InvalidSequence, ZmtpError.UnexpectedCommand });
        }
    }

    [Fact]
    public void Message_that_comes_twice_ends_the_connection()
    {
        using var client = Client();
        Assert.Equal("Yo Failed", Secured.Read(client.Session, Hex.Join(CurveVectors.YoFromServer, CurveVectors.YoFromServer)));
        Assert.Equal(ZmtpError.InvalidSequence, client.Session.Error);
    }

    [Fact]
    public void Message_sent_back_to_its_sender_does_not_open()
    {
        using var client = Client();
        Assert.Equal("Failed", Secured.Read(client.Session, CurveVectors.HiFromClient));
        Assert.Equal(ZmtpError.Cryptographic, client.Session.Error);
    }

    [Theory]
    [InlineData("00 02 4869", ZmtpError.UnexpectedCommand)]
    [InlineData("04 07 04 50 49 4E 47 00 00", ZmtpError.UnexpectedCommand)]
    [InlineData("00 20 07 4D45535341 4745 0000000000000003 00000000000000000000000000000000", ZmtpError.MalformedBox)]
    [InlineData("01 23 07 4D 45 53 53 41 47 45 00 00 00 00 00 00 00 02 6fa31d4c19e84d73e6a9b605c2db61a22078eb", ZmtpError.MalformedFrame)]
    [InlineData("02 00 00 00 00 7F FF FF FF", ZmtpError.MessageTooLarge)]
    [InlineData("02 80 00 00 00 00 00 00 00", ZmtpError.MalformedFrame)]
    public void Frame_that_is_no_box_ends_the_connection(string frame, ZmtpError error)
    {
        using var client = Client();
        Assert.Equal("Failed", Secured.Read(client.Session, Hex.Of(frame)));
        Assert.Equal(error, client.Session.Error);
    }

    [Theory]
    [InlineData(0x03)]
    [InlineData(0x04)]
    [InlineData(0x80)]
    public void Reserved_flags_in_a_box_end_the_connection(byte flags)
    {
        using var pair = Secured.Connected(Secured.CurveClient(ZmqSocketType.Dealer), Secured.CurveServer(ZmqSocketType.Router));
        var box = Secured.Seal(pair.Client, Hex.Of("00 02 4869"));
        // The one who makes a box can put any flags into it.
        using var attacker = Secured.Connected(Secured.CurveClient(ZmqSocketType.Dealer), Secured.CurveServer(ZmqSocketType.Router));
        Assert.Equal("Hi", Secured.Read(pair.Server, box));
        var stream = StreamOf(pair);
        Assert.Equal("Failed", Secured.Read(pair.Server, Box(stream, counter: 9, [flags, 0x41])));
        Assert.Equal(ZmtpError.MalformedBox, pair.Server.Error);
    }

    [Fact]
    public void Gap_in_the_counter_is_allowed_and_the_last_one_too()
    {
        using var pair = Secured.Connected(Secured.CurveClient(ZmqSocketType.Dealer), Secured.CurveServer(ZmqSocketType.Router));
        var stream = StreamOf(pair);
        Assert.Equal("A", Secured.Read(pair.Server, Box(stream, 1000, [0, 0x41])));
        Assert.Equal("B", Secured.Read(pair.Server, Box(stream, ulong.MaxValue, [0, 0x42])));
        Assert.Equal("Failed", Secured.Read(pair.Server, Box(stream, ulong.MaxValue, [0, 0x43])));
    }

    [Theory]
    [InlineData("02")]
    [InlineData("02 00")]
    public void Broken_command_in_a_box_ends_the_connection(string text)
    {
        using var pair = Secured.Connected(Secured.CurveClient(ZmqSocketType.Sub), Secured.CurveServer(ZmqSocketType.XPub));
        Assert.Equal("Failed", Secured.Read(pair.Server, Box(StreamOf(pair), 9, Hex.Of(text))));
        Assert.Equal(ZmtpError.MalformedCommand, pair.Server.Error);
    }

    [Fact]
    public void Client_with_another_server_key_is_not_welcome()
    {
        using var pair = new Secured(Secured.CurveClient(ZmqSocketType.Dealer, serverKey: CurveVectors.ClientPublic), Secured.CurveServer(ZmqSocketType.Router));
        pair.ShakeHands();
        Assert.Equal(ZmtpError.Cryptographic, pair.Server.Error);
        Assert.Empty(Secured.Take(pair.Server));
        Assert.Null(pair.Shown);
    }

    [Fact]
    public void Server_key_of_zeros_gives_no_connection()
    {
        using var client = new Driver(Secured.CurveClient(ZmqSocketType.Dealer, serverKey: new byte[32]));
        Assert.Equal(ZmtpEvent.Failed, client.Feed(CurveVectors.Greeting));
        Assert.Equal(ZmtpError.Cryptographic, client.Session.Error);
    }

    private static Driver Client()
    {
        var client = new Driver(CurveVectors.Client());
        client.Feed(CurveVectors.Greeting);
        client.Feed(CurveVectors.Welcome);
        Assert.Equal(ZmtpEvent.HandshakeCompleted, client.Feed(CurveVectors.Ready));
        client.TakeOutput();
        return client;
    }

    /// <summary>What an evil client knows: how its own connection makes boxes.</summary>
    private static CurveStream StreamOf(Secured pair)
    {
        var field = typeof(CurveSealer).GetField("_stream", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;
        return (CurveStream)field.GetValue(pair.Client.Sealer)!;
    }

    private static byte[] Box(CurveStream stream, ulong counter, byte[] text)
    {
        var box = new byte[text.Length + Sodium.MacSize];
        stream.Seal(box, text[0], text.AsSpan(1), counter);
        var octets = new byte[CurveNonce.CounterSize];
        BinaryPrimitives.WriteUInt64BigEndian(octets, counter);
        return [0, (byte)(16 + box.Length), .. "\u0007MESSAGE"u8, .. octets, .. box];
    }
}
