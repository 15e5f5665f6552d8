using System.Buffers;

namespace Monocoque.Zmtp.Tests;

/// <summary>Our two ends against each other, for every pair of types.</summary>
public sealed class TwoSessionsTests
{
    private static readonly HashSet<(ZmqSocketType Left, ZmqSocketType Right)> s_legal =
    [
        (ZmqSocketType.Pair, ZmqSocketType.Pair),
        (ZmqSocketType.Pub, ZmqSocketType.Sub),
        (ZmqSocketType.Pub, ZmqSocketType.XSub),
        (ZmqSocketType.XPub, ZmqSocketType.Sub),
        (ZmqSocketType.XPub, ZmqSocketType.XSub),
        (ZmqSocketType.Req, ZmqSocketType.Rep),
        (ZmqSocketType.Req, ZmqSocketType.Router),
        (ZmqSocketType.Rep, ZmqSocketType.Dealer),
        (ZmqSocketType.Dealer, ZmqSocketType.Dealer),
        (ZmqSocketType.Dealer, ZmqSocketType.Router),
        (ZmqSocketType.Router, ZmqSocketType.Router),
        (ZmqSocketType.Push, ZmqSocketType.Pull),
        (ZmqSocketType.Client, ZmqSocketType.Server),
        (ZmqSocketType.Radio, ZmqSocketType.Dish),
        (ZmqSocketType.Scatter, ZmqSocketType.Gather),
        (ZmqSocketType.Peer, ZmqSocketType.Peer),
        (ZmqSocketType.Channel, ZmqSocketType.Channel),
    ];

    /// <summary>STREAM speaks no ZMTP.</summary>
    private static IEnumerable<ZmqSocketType> Types => Enum.GetValues<ZmqSocketType>().Where(static type => type is not (ZmqSocketType.Stream or ZmqSocketType.Dgram));

    public static TheoryData<ZmqSocketType, ZmqSocketType> Pairs
    {
        get
        {
            var data = new TheoryData<ZmqSocketType, ZmqSocketType>();
            foreach (var left in Types)
            {
                foreach (var right in Types)
                    data.Add(left, right);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Pair_of_types_connects_exactly_if_it_is_legal(ZmqSocketType left, ZmqSocketType right)
    {
        var isLegal = s_legal.Contains((left, right)) || s_legal.Contains((right, left));
        foreach (var piece in new[] { 1, 7, int.MaxValue })
        {
            using var pair = new SessionPair(Transcript.Options(left), Transcript.Options(right), piece);
            pair.Run();

            if (!isLegal)
            {
                AssertRefused(pair.Left, left, right);
                AssertRefused(pair.Right, right, left);
                continue;
            }
            Assert.Equal([ZmtpEvent.HandshakeCompleted], pair.LeftEvents);
            Assert.Equal([ZmtpEvent.HandshakeCompleted], pair.RightEvents);
            Assert.Equal(right, pair.Left.Peer!.SocketType);
            Assert.Equal(left, pair.Right.Peer!.SocketType);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Pair_of_types_with_a_selected_socket_connects_exactly_if_it_is_legal(ZmqSocketType left, ZmqSocketType right)
    {
        var isLegal = s_legal.Contains((left, right)) || s_legal.Contains((right, left));
        using var pair = new SessionPair(Transcript.Options(left), new ZmtpSessionOptions(), piece: 5);
        pair.Run();
        Assert.Equal([ZmtpEvent.SelectSocket], pair.RightEvents);
        pair.Right.Select(Transcript.Options(right));
        pair.ReadRight();
        pair.Run();

        if (isLegal)
        {
            Assert.Equal([ZmtpEvent.HandshakeCompleted], pair.LeftEvents);
            Assert.True(pair.Right.IsReady);
            return;
        }
        Assert.Equal(ZmtpError.RefusedByPeer, pair.Left.Error);
        Assert.Equal($"{Peer.NameOf(left)} cannot talk to {Peer.NameOf(right)}", pair.Left.ErrorReason);
        AssertRefused(pair.Right, right, left);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(int.MaxValue)]
    public void Messages_heartbeats_and_identities_cross_in_both_directions(int piece)
    {
        using var pair = new SessionPair(
            new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, RoutingId = "left"u8.ToArray() },
            Transcript.Options(ZmqSocketType.Router),
            piece);
        pair.Run();
        Assert.Equal("left"u8, pair.Right.Peer!.Identity.Span);
        Assert.True(pair.Left.Peer!.Identity.IsEmpty);

        var large = new string('x', 70_000);
        Send(pair.ToRight, "a", "", "b");
        pair.Left.WritePing(pair.ToRight, ttl: 10, "ping"u8);
        Send(pair.ToRight, large);
        Send(pair.ToLeft, "answer", large);
        pair.Run();

        Assert.Equal(["a||b", large], pair.ReceivedRight);
        Assert.Equal(["answer|" + large], pair.ReceivedLeft);
        Assert.Equal(10, pair.Right.PeerTtl);
        Assert.Equal(ZmtpError.None, pair.Left.Error);
        Assert.Equal(0, pair.Left.IgnoredCommands);
    }

    [Fact]
    public void Subscriptions_cross_from_subscriber_to_publisher()
    {
        using var pair = new SessionPair(Transcript.Options(ZmqSocketType.Sub), Transcript.Options(ZmqSocketType.Pub), piece: 3);
        pair.Run();

        pair.Left.WriteSubscription(pair.ToRight, "news"u8, subscribe: true);
        pair.Run();
        Assert.Equal("news"u8, pair.Right.Topic);
        pair.Left.WriteSubscription(pair.ToRight, new byte[300], subscribe: false);
        pair.Run();

        Assert.Equal([ZmtpEvent.HandshakeCompleted, ZmtpEvent.Subscribe, ZmtpEvent.Cancel], pair.RightEvents);
        Assert.Equal(300, pair.Right.Topic.Length);
    }

    private static void AssertRefused(ZmtpSession session, ZmqSocketType own, ZmqSocketType peer)
    {
        Assert.Equal(ZmtpError.IncompatibleSocketType, session.Error);
        Assert.Equal($"{Peer.NameOf(peer)} cannot talk to {Peer.NameOf(own)}", session.ErrorReason);
        Assert.False(session.IsReady);
    }

    private static void Send(IBufferWriter<byte> wire, params ReadOnlySpan<string> frames)
    {
        using var message = ZmqMessage.Text(frames);
        var length = (int)FrameEncoder.GetEncodedLength(message);
        wire.Advance(FrameEncoder.Write(wire.GetSpan(length), message));
    }
}
