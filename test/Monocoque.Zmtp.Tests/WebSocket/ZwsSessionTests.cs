using System.Buffers;

namespace Monocoque.Zmtp.Tests;

/// <summary>Sessions over WebSocket, in the frames that <see cref="ZwsDecoder"/> gives: no greeting, and subscriptions as messages.</summary>
public sealed class ZwsSessionTests
{
    private static byte[] ReadySub => Hex.Of("04 19 05 52 45 41 44 59 0B 53 6F 63 6B 65 74 2D 54 79 70 65 00 00 00 03 53 55 42");

    [Fact]
    public void With_a_mechanism_ready_is_the_first_word_of_both_ends()
    {
        var transcript = WithMechanism(Transcript.Options(ZmqSocketType.Router), Hex.Join(Vectors.ReadyDealer, Vectors.Hi));

        Assert.Equal("HandshakeCompleted Message([4869]) ", transcript.Events);
        Assert.Equal(Convert.ToHexString(Vectors.ReadyRouter), transcript.Output);
    }

    [Fact]
    public void Without_one_identities_are()
    {
        var options = new ZmtpSessionOptions { SocketType = ZmqSocketType.Router, RoutingId = "me"u8.ToArray() };

        var transcript = WithoutMechanism(options, Hex.Join(Hex.Of("00 03 62 6F 62"), Vectors.Hi));

        Assert.Equal("HandshakeCompleted Message([4869]) ", transcript.Events);
        Assert.Equal("00026D65", transcript.Output);
    }

    [Fact]
    public void Empty_identity_is_sent_and_taken()
    {
        var transcript = WithoutMechanism(Transcript.Options(ZmqSocketType.Pub), Hex.Join(Hex.Of("00 00"), Vectors.SubscribeAbc30));

        Assert.Equal("HandshakeCompleted Subscribe(616263) ", transcript.Events);
        Assert.Equal("0000", transcript.Output);
    }

    [Theory]
    [InlineData("04 01 61", ZmtpError.MalformedFrame)]
    [InlineData("01 01 61", ZmtpError.MalformedFrame)]
    [InlineData("00 02 00 61", ZmtpError.InvalidIdentity)]
    [InlineData("02 00 00 00 00 00 00 01 00", ZmtpError.InvalidIdentity)]
    public void Identity_that_is_none_fails_without_a_word(string input, ZmtpError error)
    {
        var transcript = WithoutMechanism(Transcript.Options(ZmqSocketType.Router), Hex.Of(input));

        Assert.Equal(("Failed ", error, "0000"), (transcript.Events, transcript.Error, transcript.Output));
    }

    [Fact]
    public void Message_before_ready_fails()
    {
        var transcript = WithMechanism(Transcript.Options(ZmqSocketType.Router), Vectors.Hi);

        Assert.Equal(("Failed ", ZmtpError.UnexpectedCommand), (transcript.Events, transcript.Error));
    }

    [Fact]
    public void Publisher_takes_both_forms_of_subscriptions()
    {
        var transcript = WithMechanism(
            Transcript.Options(ZmqSocketType.Pub), Hex.Join(ReadySub, Vectors.SubscribeAbc30, Hex.Of("04 0D 09 53 55 42 53 43 52 49 42 45 61 62 63")));

        Assert.Equal("HandshakeCompleted Subscribe(616263) Subscribe(616263) ", transcript.Events);
    }

    [Fact]
    public void Subscriber_writes_messages_and_pings_with_nothing()
    {
        using var session = new ZmtpSession(Transcript.Options(ZmqSocketType.Sub), new MessagePool(poisonReturned: true), carrier: ZmtpCarrier.WebSocketWithoutMechanism);
        ReadOnlySpan<byte> input = Hex.Of("00 00");
        Assert.Equal(ZmtpEvent.HandshakeCompleted, session.Read(ref input, out _));
        var output = new ArrayBufferWriter<byte>();
        session.TakeOutput(output);
        output.Clear();

        session.WriteSubscription(output, "abc"u8, subscribe: true);

        Assert.Equal(Vectors.SubscribeAbc30, output.WrittenSpan);
        Assert.False(session.TakesPings);
        Assert.Throws<InvalidOperationException>(() => session.WritePing(output, 0, default));
        Assert.Null(session.Peer!.SocketType);
    }

    private static Transcript WithMechanism(ZmtpSessionOptions options, byte[] input) =>
        Transcript.OfEverySplit(options, input, carrier: ZmtpCarrier.WebSocket);

    private static Transcript WithoutMechanism(ZmtpSessionOptions options, byte[] input) =>
        Transcript.OfEverySplit(options, input, carrier: ZmtpCarrier.WebSocketWithoutMechanism);
}
