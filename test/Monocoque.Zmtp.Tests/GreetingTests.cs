namespace Monocoque.Zmtp.Tests;

public sealed class GreetingTests
{
    [Fact]
    public void Greeting_starts_with_signature_and_major_before_the_peer_says_anything()
    {
        using var driver = new Driver(ZmqSocketType.Dealer);

        Assert.True(driver.Session.HasOutput);
        Assert.Equal(Vectors.Greeting[..11], driver.TakeOutput());
    }

    [Fact]
    public void Rest_of_the_greeting_follows_the_major_of_the_peer()
    {
        using var driver = new Driver(ZmqSocketType.Dealer);
        driver.TakeOutput();

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Vectors.Greeting[..10]));
        Assert.False(driver.Session.HasOutput);
        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Vectors.Greeting[10]));
        Assert.Equal(Vectors.Greeting[11..], driver.TakeOutput());
    }

    [Fact]
    public void Ready_follows_the_last_octet_of_the_peers_greeting()
    {
        using var driver = new Driver(ZmqSocketType.Dealer);
        driver.Feed(Vectors.Greeting[..63]);
        driver.TakeOutput();

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Vectors.Greeting[63]));
        Assert.Equal(Vectors.ReadyDealer, driver.TakeOutput());
    }

    [Fact]
    public void Padding_tells_the_length_of_the_routing_id()
    {
        using var driver = new Driver(new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, RoutingId = "cli-1"u8.ToArray() });

        Assert.Equal(Vectors.With(Vectors.Greeting, 8, 6)[..11], driver.TakeOutput());
    }

    [Theory]
    [InlineData(0x47, "the first octet was 0x47: this looks like HTTP, not ZMTP")]
    [InlineData(0x50, "the first octet was 0x50: this looks like HTTP, not ZMTP")]
    [InlineData(0x16, "the first octet was 0x16: this looks like TLS, not ZMTP")]
    [InlineData(0x53, "the first octet was 0x53: this looks like SSH, not ZMTP")]
    [InlineData(0x00, "the first octet was 0x00: this is neither ZMTP 2 nor ZMTP 3")]
    public void Greeting_is_refused_on_a_wrong_first_octet(byte first, string reason)
    {
        using var driver = new Driver(ZmqSocketType.Dealer);

        Assert.Equal(ZmtpEvent.Failed, driver.Feed(first));
        Assert.Equal(ZmtpError.NotZmtp, driver.Session.Error);
        Assert.Equal(reason, driver.Session.ErrorReason);
        Assert.Equal(Vectors.Greeting[..11], driver.TakeOutput());
    }

    [Theory]
    [InlineData(0x7E)]
    [InlineData(0x00)]
    public void Greeting_is_refused_on_an_even_tenth_octet(byte octet)
    {
        using var driver = new Driver(ZmqSocketType.Dealer);

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Vectors.Greeting[..9]));
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(octet));
        Assert.Equal(ZmtpError.UnsupportedVersion, driver.Session.Error);
        Assert.Contains("ZMTP 1.0", driver.Session.ErrorReason!, StringComparison.Ordinal);
    }

    [Fact]
    public void Anonymous_peer_of_version_1_is_refused_on_its_first_octet()
    {
        using var driver = new Driver(ZmqSocketType.Dealer);

        Assert.Equal(ZmtpEvent.Failed, driver.Feed(Hex.Of("01 00 03 00 79 6F")));
        Assert.Equal(ZmtpError.UnsupportedVersion, driver.Session.Error);
        Assert.Contains("ZMTP 1.0", driver.Session.ErrorReason!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Greeting_of_an_unknown_version_is_refused_on_its_major(byte major)
    {
        using var driver = new Driver(ZmqSocketType.Dealer);
        driver.TakeOutput();

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Vectors.Greeting[..10]));
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(major));
        Assert.Equal(ZmtpError.UnsupportedVersion, driver.Session.Error);
        Assert.False(driver.Session.HasOutput);
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 255, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(255, 7, 1)]
    public void Version_of_the_connection_is_the_lower_of_both(byte major, byte minor, int expectedMinor)
    {
        using var driver = new Driver(ZmqSocketType.Dealer);

        var greeting = Vectors.With(Vectors.With(Vectors.Greeting, 10, major), 11, minor);
        Assert.Equal(ZmtpEvent.HandshakeCompleted, driver.Feed(Hex.Join(greeting, Vectors.ReadyRouter)));
        Assert.Equal(new Version(3, expectedMinor), driver.Session.Peer!.ProtocolVersion);
    }

    [Theory]
    [InlineData(9, 0x01)] // odd, though not 7F
    [InlineData(4, 0xAA)] // padding
    [InlineData(1, 0xFF)]
    [InlineData(32, 0x01)] // as-server
    [InlineData(32, 0xFF)]
    [InlineData(33, 0x55)] // filler
    [InlineData(63, 0xFF)]
    public void Octets_without_a_meaning_are_not_looked_at(int offset, byte value)
    {
        var input = Hex.Join(Vectors.With(Vectors.Greeting, offset, value), Vectors.ReadyRouter, Vectors.Hi);

        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Dealer), input);

        Assert.Equal("HandshakeCompleted Message([4869]) ", transcript.Events);
    }

    [Theory]
    [InlineData("50 4C 41 49 4E 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "'PLAIN'")]
    [InlineData("6E 75 6C 6C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "'null'")]
    [InlineData("4E 55 4C 4C 00 41 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "'NULL?A'")]
    [InlineData("4E 55 4C 4C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01", "'NULL")]
    [InlineData("4E 55 4C 4C 4C 4C 4C 4C 4C 4C 4C 4C 4C 4C 4C 4C 4C 4C 4C 4C", "'NULLLLLLLLLLLLLLLLLL'")]
    [InlineData("00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "''")]
    [InlineData("FF 0A 1B 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "'???'")]
    public void Another_mechanism_is_refused_after_our_whole_greeting(string mechanism, string named)
    {
        byte[] greeting = [.. Vectors.Greeting[..12], .. Hex.Of(mechanism), .. Vectors.Greeting[32..]];

        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Dealer), Hex.Join(greeting, Vectors.ReadyRouter));

        Assert.Equal("Failed ", transcript.Events);
        Assert.Equal(ZmtpError.MechanismMismatch, transcript.Error);
        Assert.Contains(named, transcript.Reason!, StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexString(Vectors.Greeting), transcript.Output);
    }

    [Fact]
    public void A_peer_that_is_ourselves_sees_a_fitting_or_an_unfitting_type()
    {
        var pair = Transcript.Of(Transcript.Options(ZmqSocketType.Pair), Hex.Join(Vectors.Greeting, Peer.Ready(ZmqSocketType.Pair)));
        var pub = Transcript.Of(Transcript.Options(ZmqSocketType.Pub), Hex.Join(Vectors.Greeting, Vectors.ReadyPub));

        Assert.Equal("HandshakeCompleted ", pair.Events);
        Assert.Equal(ZmtpError.IncompatibleSocketType, pub.Error);
    }
}
