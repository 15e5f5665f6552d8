using Monocoque.Transports;

namespace Monocoque.Sockets.Tests.Transports;

public sealed class ReconnectDelayTests
{
    [Fact]
    public void The_wait_doubles_up_to_the_maximum_with_up_to_a_quarter_more()
    {
        var delay = new ReconnectDelay(Milliseconds(100), Milliseconds(500));
        foreach (var expected in (int[])[100, 200, 400, 500, 500, 500])
            AssertAbout(expected, delay.Next(ConnectOutcome.Unreachable));
    }

    [Fact]
    public void Without_a_maximum_the_wait_stays_at_the_interval()
    {
        var delay = new ReconnectDelay(Milliseconds(100), TimeSpan.Zero);
        for (var i = 0; i < 5; i++)
            AssertAbout(100, delay.Next(ConnectOutcome.Unreachable));
    }

    [Fact]
    public void A_peer_that_refuses_is_tried_ever_more_slowly_up_to_half_a_minute()
    {
        var delay = new ReconnectDelay(Milliseconds(100), TimeSpan.Zero);
        foreach (var expected in (int[])[100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000])
            AssertAbout(expected, delay.Next(ConnectOutcome.Refused));
    }

    [Fact]
    public void A_longer_maximum_than_half_a_minute_holds_for_refusals_too()
    {
        var delay = new ReconnectDelay(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60));
        foreach (var expected in (int[])[20_000, 40_000, 60_000, 60_000])
            AssertAbout(expected, delay.Next(ConnectOutcome.Refused));
    }

    [Fact]
    public void A_connection_that_served_starts_the_wait_over()
    {
        var delay = new ReconnectDelay(Milliseconds(100), Milliseconds(10_000));
        for (var i = 0; i < 4; i++)
            delay.Next(ConnectOutcome.Unreachable);
        AssertAbout(100, delay.Next(ConnectOutcome.Served));
        AssertAbout(100, delay.Next(ConnectOutcome.Unreachable));
        AssertAbout(200, delay.Next(ConnectOutcome.Unreachable));
    }

    [Fact]
    public void Many_clients_do_not_come_at_once()
    {
        var waits = Enumerable.Range(0, 50).Select(static _ => new ReconnectDelay(Milliseconds(100), TimeSpan.Zero).Next(ConnectOutcome.Served));
        Assert.True(waits.Distinct().Count() > 10);
    }

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);

    private static void AssertAbout(int milliseconds, TimeSpan wait) => Assert.InRange(wait.TotalMilliseconds, milliseconds, milliseconds * 1.25);
}
