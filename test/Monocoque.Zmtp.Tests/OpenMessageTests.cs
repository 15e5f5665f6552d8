using Monocoque.Zmtp.Tests.Mechanisms;
using static Monocoque.Zmtp.Tests.Peer;

namespace Monocoque.Zmtp.Tests;

/// <summary>A session knows at every octet whether its peer is in the middle of something.</summary>
public sealed class OpenMessageTests
{
    /// <summary>Where nothing is open: in front of a message or a command that is no part of a message.</summary>
    private static readonly (byte[] Octets, bool Ends)[] s_traffic =
    [
        ([0, 0], true), ([0, 3, 1, 2, 3], true), ([.. LongHeader(2, 300), .. new byte[300]], true), ([1, 1, 7], false), ([0, 0], true),
        (Vectors.PingAbc.ToArray(), true), ([1, 1, 7], false), (Vectors.PingAbc.ToArray(), false), ([.. LongHeader(3, 4), 1, 2, 3, 4], false), ([0, 1, 7], true),
        (Vectors.SubscribeAbc.ToArray(), true), ([0, 2, 1, 0x61], true), ([0, 2, 7, 0x61], true),
    ];

    [Theory]
    [InlineData(ZmqSocketType.Dealer)]
    [InlineData(ZmqSocketType.XPub)]
    [InlineData(ZmqSocketType.Pub)]
    [InlineData(ZmqSocketType.Push)]
    public void Middle_of_a_message_or_a_command_is_known_at_every_octet(ZmqSocketType type)
    {
        using var driver = Driver.Connected(type);
        foreach (var (octets, ends) in s_traffic)
            FeedOctetByOctet(driver.Session, octets, ends);
    }

    [Fact]
    public void Box_is_the_middle_from_its_first_octet_to_its_last_and_further_if_its_message_is()
    {
        using var pair = Secured.Connected(Secured.CurveClient(ZmqSocketType.Sub), Secured.CurveServer(ZmqSocketType.XPub));
        foreach (var (octets, ends) in s_traffic)
            FeedOctetByOctet(pair.Server, Secured.Seal(pair.Client, octets), ends);
    }

    [Fact]
    public void Handshake_is_no_message()
    {
        using var driver = new Driver(ZmqSocketType.Dealer);
        foreach (var octet in Handshake(ZmqSocketType.Dealer))
        {
            Assert.False(driver.Session.IsInMessage);
            driver.Feed(octet);
        }
        Assert.True(driver.Session.IsReady);
        Assert.False(driver.Session.IsInMessage);
    }

    [Fact]
    public void Session_that_failed_waits_for_nothing()
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);
        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(1, 1, 7));
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(0xFF));
        Assert.False(driver.Session.IsInMessage);
    }

    private static void FeedOctetByOctet(ZmtpSession session, byte[] octets, bool ends)
    {
        for (var i = 0; i < octets.Length; i++)
        {
            ReadOnlySpan<byte> input = octets.AsSpan(i, 1);
            ZmtpEvent found;
            do
            {
                found = session.Read(ref input, out var message);
                message.Dispose();
                Assert.NotEqual(ZmtpEvent.Failed, found);
            }
            while (found != ZmtpEvent.NeedMoreData);
            Assert.Equal(i < octets.Length - 1 || !ends, session.IsInMessage);
        }
    }
}
