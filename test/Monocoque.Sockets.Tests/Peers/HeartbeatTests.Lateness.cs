using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

/// <summary>Whoever looks late itself does not know whether the peer was silent.</summary>
public sealed partial class HeartbeatTests
{
    [Fact]
    public async Task A_machine_that_had_no_time_for_us_is_no_silence_of_the_peer()
    {
        await using var dealer = Create<IDealerSocket>();
        using var peer = await JoinAsync(dealer);
        await PingAsync(peer, tenths: 50);
        _clock.Stall(TimeSpan.FromSeconds(6));
        Assert.Equal(1, Core(dealer).PeerCount);
        // What it had sent in that time is read now.
        await PingAsync(peer, tenths: 50);
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, Core(dealer).PeerCount);
    }

    [Fact]
    public async Task An_answer_that_was_not_looked_for_is_not_missing()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.HeartbeatInterval = TimeSpan.FromSeconds(10));
        using var peer = await JoinAsync(dealer);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Ping, await peer.ReadMessageAsync());
        _clock.Stall(TimeSpan.FromSeconds(15));
        Assert.Equal(1, Core(dealer).PeerCount);
        await PongAsync(dealer, peer);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, Core(dealer).PeerCount);
        Assert.Equal(0, Meter.Read("zmq.heartbeat.timeouts"));
    }

    [Fact]
    public async Task Time_that_the_peer_had_besides_is_its_own_to_lose()
    {
        await using var dealer = Create<IDealerSocket>();
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await JoinAsync(dealer);
        await PingAsync(peer, tenths: 50);
        // A second late, so a second more from here.
        _clock.Stall(TimeSpan.FromSeconds(6));
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(1, Core(dealer).PeerCount);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await events.WaitForAsync(ZmqEventKind.Disconnected);
    }

    [Fact]
    public async Task On_a_machine_that_is_always_late_a_dead_peer_dies_in_the_end()
    {
        await using var dealer = Create<IDealerSocket>();
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await JoinAsync(dealer);
        await PingAsync(peer, tenths: 50);
        for (var i = 0; i < 10; i++)
            _clock.Stall(TimeSpan.FromSeconds(6));
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        Assert.Equal(1, Meter.Read("zmq.heartbeat.timeouts"));
    }
}
