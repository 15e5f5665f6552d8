using System.Buffers;
using static Monocoque.Zmtp.Tests.Peer;

namespace Monocoque.Zmtp.Tests;

public sealed class SubscriptionTests
{
    private const string Ready = "HandshakeCompleted ";

    [Theory]
    [InlineData(ZmqSocketType.Pub)]
    [InlineData(ZmqSocketType.XPub)]
    public void Both_forms_are_taken_from_peers_of_both_versions(ZmqSocketType type)
    {
        foreach (var is30 in new[] { false, true })
        {
            byte[] input =
            [
                .. Handshake(type, is30), .. Vectors.SubscribeAbc, .. Vectors.CancelAbc30, .. Vectors.SubscribeAbc30, .. Vectors.CancelAbc,
                .. Vectors.SubscribeAll30, .. Vectors.CancelAll,
            ];

            var transcript = Transcript.OfEverySplit(Transcript.Options(type), input);

            Assert.Equal(Ready + "Subscribe(616263) Cancel(616263) Subscribe(616263) Cancel(616263) Subscribe() Cancel() ", transcript.Events);
        }
    }

    [Fact]
    public void At_xpub_what_is_no_subscription_is_a_message()
    {
        byte[] input =
        [
            .. Handshake(ZmqSocketType.XPub),
            .. Vectors.Hi, // another first octet
            0, 0, // none at all
            1, 2, 1, 0x61, 0, 2, 0, 0x62, // two frames
            .. Vectors.With(Vectors.SubscribeAbc, 0, 0), // the command's body without the command's flag
            .. LongHeader(2, 2), 1, 0x61, // the long form of a small size
        ];

        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.XPub), input);

        Assert.Equal(
            Ready + "Message([4869]) Message([]) Message([0161][0062]) Message([09535542534352494245616263]) Subscribe(61) ", transcript.Events);
    }

    [Theory]
    [InlineData(ZmqSocketType.Sub)]
    [InlineData(ZmqSocketType.XSub)]
    [InlineData(ZmqSocketType.Dealer)]
    [InlineData(ZmqSocketType.Pull)]
    [InlineData(ZmqSocketType.Rep)]
    [InlineData(ZmqSocketType.Router)]
    [InlineData(ZmqSocketType.Pair)]
    public void Elsewhere_the_commands_are_dropped_and_the_messages_are_messages(ZmqSocketType type)
    {
        byte[] input = [.. Handshake(type), .. Vectors.SubscribeAbc, .. Vectors.CancelAbc, .. Vectors.SubscribeAbc30];

        Assert.Equal(Ready + "Message([01616263]) ", Transcript.OfEverySplit(Transcript.Options(type), input).Events);
    }

    [Theory]
    [InlineData(245, false)]
    [InlineData(246, true)]
    [InlineData(255, true)]
    public void Long_topic_corrupted_by_libzmq_4_3_4_is_read(int size, bool isCorrupted)
    {
        byte[] topic = [.. Enumerable.Range(0, size).Select(i => (byte)i)];
        byte[] subscribe = [9, .. "SUBSCRIBE"u8, .. topic];
        byte[] broken = isCorrupted ? [.. LongHeader(4, (ulong)subscribe.Length), .. subscribe] : Command(subscribe);
        byte[] input = [.. Handshake(ZmqSocketType.Pub), .. broken, .. Vectors.CancelAbc];

        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Pub), input);

        Assert.Equal($"{Ready}Subscribe({Convert.ToHexString(topic)}) Cancel(616263) ", transcript.Events);
    }

    [Theory]
    [InlineData(249)]
    [InlineData(255)]
    public void Long_cancel_corrupted_by_libzmq_4_3_4_is_read(int size)
    {
        byte[] topic = [.. Enumerable.Repeat((byte)'t', size)];
        byte[] cancel = [6, .. "CANCEL"u8, .. topic];
        byte[] input = [.. Handshake(ZmqSocketType.XPub), .. LongHeader(4, (ulong)cancel.Length), .. cancel, .. Vectors.Hi];

        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.XPub), input);

        Assert.Equal($"{Ready}Cancel({Convert.ToHexString(topic)}) Message([4869]) ", transcript.Events);
    }

    [Fact]
    public void Corrupted_topics_may_follow_each_other_and_leave_other_commands_alone()
    {
        byte[] input = [.. Handshake(ZmqSocketType.Pub), .. Vectors.SubscribeLongBroken, .. Vectors.SubscribeLongBroken, .. Vectors.PingAbc];

        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Pub), input);

        var subscribed = $"Subscribe({Convert.ToHexString(Vectors.LongTopic)}) ";
        Assert.Equal(Ready + subscribed + subscribed, transcript.Events);
        Assert.EndsWith(Convert.ToHexString(Vectors.PongAbc), transcript.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Topic_at_the_limit_is_taken_in_both_forms()
    {
        var options = new ZmtpSessionOptions { SocketType = ZmqSocketType.Pub, MaxCommandSize = 2000 };
        using var driver = Driver.Connected(options);

        Assert.Equal(ZmtpEvent.Subscribe, driver.Feed(Command("SUBSCRIBE", new byte[1990])));
        Assert.Equal(1990, driver.Session.Topic.Length);
        Assert.Equal(ZmtpEvent.Cancel, driver.Feed(Frame(0, new byte[1991])));
        Assert.Equal(1990, driver.Session.Topic.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(245)]
    [InlineData(246)]
    [InlineData(248)]
    [InlineData(249)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(70_000)]
    public void Subscriptions_are_written_in_the_form_the_peer_understands(int size)
    {
        byte[] topic = [.. Enumerable.Range(0, size).Select(i => (byte)i)];

        Assert.Equal(Command("SUBSCRIBE", topic), Written(topic, subscribe: true, is30: false));
        Assert.Equal(Command("CANCEL", topic), Written(topic, subscribe: false, is30: false));
        Assert.Equal(Frame(0, [1, .. topic]), Written(topic, subscribe: true, is30: true));
        Assert.Equal(Frame(0, [0, .. topic]), Written(topic, subscribe: false, is30: true));
    }

    [Fact]
    public void Subscriptions_are_written_as_captured()
    {
        byte[] abc = [.. "abc"u8];

        Assert.Equal(Vectors.SubscribeAbc, Written(abc, subscribe: true, is30: false));
        Assert.Equal(Vectors.CancelAbc, Written(abc, subscribe: false, is30: false));
        Assert.Equal(Vectors.SubscribeAbc30, Written(abc, subscribe: true, is30: true));
        Assert.Equal(Vectors.CancelAbc30, Written(abc, subscribe: false, is30: true));
        Assert.Equal(Vectors.SubscribeAll, Written([], subscribe: true, is30: false));
        Assert.Equal(Vectors.CancelAll, Written([], subscribe: false, is30: false));
        Assert.Equal(Vectors.SubscribeAll30, Written([], subscribe: true, is30: true));
        Assert.Equal(Vectors.SubscribeLong, Written(Vectors.LongTopic, subscribe: true, is30: false));
    }

    private static byte[] Written(byte[] topic, bool subscribe, bool is30)
    {
        using var driver = Driver.Connected(ZmqSocketType.Sub, is30);
        var output = new ArrayBufferWriter<byte>();
        driver.Session.WriteSubscription(output, topic, subscribe);
        return output.WrittenSpan.ToArray();
    }
}
