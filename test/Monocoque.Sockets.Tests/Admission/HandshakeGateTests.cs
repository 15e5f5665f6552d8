using System.Net;
using Monocoque.Admission;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Admission;

public sealed class HandshakeGateTests
{
    private readonly TestClock _clock = new();
    private readonly HandshakeGate _gate;

    public HandshakeGateTests() => _gate = new HandshakeGate(_clock);

    [Fact]
    public void Places_come_back_once_however_often_they_are_left()
    {
        var limits = new HandshakeLimits(Max: 2, MaxPerAddress: 0, RatePerAddress: 0);
        var first = Enter(limits, "192.0.2.1");
        Assert.NotNull(Enter(limits, "192.0.2.2"));
        Assert.Equal(RefusalReason.Handshakes, Refuse(limits, "192.0.2.3"));
        Parallel.For(0, 10, _ => first!.Leave());

        Assert.NotNull(Enter(limits, "192.0.2.3"));
        Assert.Equal(RefusalReason.Handshakes, Refuse(limits, "192.0.2.3"));
        Assert.Equal(2, _gate.Count);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("0.0.0.0", "::", false)]
    public void Addresses_of_one_origin_share_its_places(string one, string other, bool isSame)
    {
        var limits = new HandshakeLimits(Max: 0, MaxPerAddress: 1, RatePerAddress: 0);
        Assert.NotNull(Enter(limits, one));

        Assert.Equal(isSame, _gate.TryEnter(limits, Parse(other), out var reason) is null);
        Assert.True(!isSame || reason == RefusalReason.HandshakesOfAddress);
    }

    [Fact]
    public void Zero_is_no_limit_and_what_has_no_address_counts_among_all_only()
    {
        var none = new HandshakeLimits(0, 0, 0);
        for (var i = 0; i < 10_000; i++)
            Assert.NotNull(Enter(none, "192.0.2.1"));
        var one = new HandshakeLimits(Max: 0, MaxPerAddress: 1, RatePerAddress: 1);
        Assert.NotNull(_gate.TryEnter(one, address: null, out _));
        Assert.NotNull(_gate.TryEnter(one, address: null, out _));
        Assert.Equal(10_002, _gate.Count);
    }

    [Fact]
    public void Rate_allows_a_second_of_turns_at_once_and_then_one_after_the_other()
    {
        var limits = new HandshakeLimits(Max: 0, MaxPerAddress: 0, RatePerAddress: 5);
        Assert.Equal(5, CountTurns(limits, "192.0.2.1"));
        Assert.Equal(RefusalReason.HandshakeRate, Refuse(limits, "192.0.2.1"));
        Assert.Equal(5, CountTurns(limits, "192.0.2.2"));

        _clock.Advance(TimeSpan.FromMilliseconds(199));
        Assert.Equal(0, CountTurns(limits, "192.0.2.1"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, CountTurns(limits, "192.0.2.1"));
        _clock.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Equal(3, CountTurns(limits, "192.0.2.1"));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, CountTurns(limits, "192.0.2.1"));
    }

    [Fact]
    public void Nothing_is_remembered_of_those_who_have_gone()
    {
        var limits = new HandshakeLimits(Max: 0, MaxPerAddress: 9, RatePerAddress: 0);
        for (uint i = 0; i < 5000; i++)
            Enter(limits, new IPAddress(i).ToString())!.Leave();

        Assert.Equal(0, _gate.OriginCount);
    }

    [Fact]
    public void So_many_origins_that_they_cannot_be_remembered_share_the_places_of_one()
    {
        var limits = new HandshakeLimits(Max: 0, MaxPerAddress: 0, RatePerAddress: 10);
        for (uint i = 0; i < HandshakeGate.MostOrigins; i++)
            _gate.TryEnter(limits, PeerAddress.Of(new IPAddress(i)), out _)!.Leave();
        Assert.Equal(HandshakeGate.MostOrigins, _gate.OriginCount);
        Assert.Equal(10, Enumerable.Range(0, 50).Count(i => Enter(limits, $"2001:db8:0:{i}::1") is not null));
        Assert.Equal(HandshakeGate.MostOrigins, _gate.OriginCount);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(50, Enumerable.Range(0, 50).Count(i => Enter(limits, $"2001:db8:0:{i}::1") is not null));
        Assert.Equal(50, _gate.OriginCount);
    }

    private static PeerAddress Parse(string address) => PeerAddress.Of(IPAddress.Parse(address));

    private HandshakePlace? Enter(HandshakeLimits limits, string address) => _gate.TryEnter(limits, Parse(address), out _);

    private RefusalReason Refuse(HandshakeLimits limits, string address)
    {
        Assert.Null(_gate.TryEnter(limits, Parse(address), out var reason));
        return reason;
    }

    private int CountTurns(HandshakeLimits limits, string address)
    {
        var count = 0;
        while (Enter(limits, address) is { } place)
        {
            place.Leave();
            count++;
        }
        return count;
    }
}
