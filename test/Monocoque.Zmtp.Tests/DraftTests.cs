using System.Buffers;
using static Monocoque.Zmtp.Tests.Peer;

namespace Monocoque.Zmtp.Tests;

/// <summary>Groups, and messages of one frame.</summary>
public sealed class DraftTests
{
    private const string Ready = "HandshakeCompleted ";

    /// <summary>V-60</summary>
    private static byte[] Join => Hex.Of("04 08 04 4A 4F 49 4E 67 72 70");

    /// <summary>V-61</summary>
    private static byte[] Leave => Hex.Of("04 09 05 4C 45 41 56 45 67 72 70");

    /// <summary>V-62</summary>
    private static byte[] Message => Hex.Of("01 03 67 72 70  00 05 68 65 6C 6C 6F");

    /// <summary>V-63</summary>
    private static byte[] JoinEmpty => Hex.Of("04 05 04 4A 4F 49 4E");

    [Fact]
    public void Radio_hears_joins_and_leaves_and_drops_messages_at_every_split()
    {
        byte[] input = [.. Handshake(ZmqSocketType.Radio), .. Join, .. Message, .. JoinEmpty, .. Frame(0, Join[2..]), .. Leave];

        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Radio), input);

        Assert.Equal(Ready + "Join(677270) Join() Leave(677270) ", transcript.Events);
    }

    [Fact]
    public void Dish_receives_group_and_body_at_every_split()
    {
        byte[] input = [.. Handshake(ZmqSocketType.Dish), .. Message, 1, 0, .. Vectors.Ping, 0, 0, .. Join];

        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Dish), input);

        Assert.Equal(Ready + "Message([677270][68656C6C6F]) Message([][]) ", transcript.Events);
    }

    [Theory]
    [InlineData("00 03 67 72 70")]
    [InlineData("01 03 67 72 70 01 00")]
    [InlineData("03 00 00 00 00 00 00 01 00")]
    public void Dish_fails_at_what_is_no_group_message(string octets)
    {
        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Dish), [.. Handshake(ZmqSocketType.Dish), .. Hex.Of(octets)]);

        Assert.Equal(ZmtpError.MalformedMessage, transcript.Error);
    }

    [Fact]
    public void Radio_fails_at_a_group_that_is_none()
    {
        foreach (var group in new[] { [0x61, 0], new byte[1], Enumerable.Repeat((byte)1, 256).ToArray() })
        {
            byte[] input = [.. Handshake(ZmqSocketType.Radio), .. Command("JOIN", group)];

            Assert.Equal(ZmtpError.MalformedCommand, Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Radio), input).Error);
        }
    }

    [Theory]
    [InlineData(ZmqSocketType.Dish)]
    [InlineData(ZmqSocketType.Server)]
    [InlineData(ZmqSocketType.Pull)]
    [InlineData(ZmqSocketType.Pub)]
    public void Elsewhere_joins_are_ignored(ZmqSocketType type)
    {
        using var driver = Driver.Connected(type);

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed([.. Join, .. Leave]));
        Assert.Equal(2, driver.Session.IgnoredCommands);
    }

    [Theory]
    [InlineData(ZmqSocketType.Client)]
    [InlineData(ZmqSocketType.Server)]
    [InlineData(ZmqSocketType.Gather)]
    [InlineData(ZmqSocketType.Peer)]
    [InlineData(ZmqSocketType.Channel)]
    public void Messages_of_several_frames_are_dropped_whole(ZmqSocketType type)
    {
        byte[] traffic = [.. Frame(0, 1), .. Frame(1, 2), .. Vectors.Ping, .. Frame(1, new byte[300]), .. Frame(0, 3), .. Frame(0, 4)];

        var transcript = Transcript.OfEverySplit(Transcript.Options(type), [.. Handshake(type), .. traffic]);

        Assert.Equal(Ready + "Message([01]) Message([04]) ", transcript.Events);
        using var driver = Driver.Connected(type);
        driver.Feed([.. Frame(1, 2), .. Frame(1, new byte[300]), .. Frame(0, 3)]);
        Assert.Equal(1, driver.Session.DroppedMessages);
    }

    [Fact]
    public void Joins_are_written_as_libzmq_writes_them()
    {
        using var driver = Driver.Connected(ZmqSocketType.Dish);
        var output = new ArrayBufferWriter<byte>();
        driver.Session.WriteGroup(output, "grp"u8, join: true);
        driver.Session.WriteGroup(output, "grp"u8, join: false);
        driver.Session.WriteGroup(output, [], join: true);

        Assert.Equal([.. Join, .. Leave, .. JoinEmpty], output.WrittenSpan.ToArray());
        Assert.Throws<ArgumentException>(() => driver.Session.WriteGroup(output, new byte[256], join: true));
        Assert.Throws<ArgumentException>(() => driver.Session.WriteGroup(output, [0], join: true));
    }

    [Fact]
    public void Stream_has_no_session() =>
        Assert.Throws<ArgumentException>(() => new ZmtpSession(new ZmtpSessionOptions { SocketType = ZmqSocketType.Stream }));
}
