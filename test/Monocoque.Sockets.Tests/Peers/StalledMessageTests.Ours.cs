using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

/// <summary>What is ours is not the peer's: time in which we do not read, and time in which we do not look.</summary>
public sealed partial class StalledMessageTests
{
    [Fact]
    public async Task A_beginning_that_we_do_not_read_is_no_silence_of_the_peer()
    {
        await using var dealer = Create<IDealerSocket>(static o => (o.StalledMessageTimeout, o.ReceiveHighWaterMark) = (s_timeout, 2));
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await JoinAsync(dealer);
        await peer.SendAsync([.. RawPeer.Encode("1"), .. RawPeer.Encode("2"), .. RawPeer.Encode("three")[..3]]);
        await Until(() => Core(dealer).FairQueue.Count == 2);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("1", await ReceiveAsync(dealer));
        Assert.Equal("2", await ReceiveAsync(dealer));
        // From here on it is read, and the peer has its time.
        await Until(() => IsWaiting(dealer));
        _clock.Advance(s_timeout - s_moment);
        Assert.Equal(1, Core(dealer).PeerCount);
        _clock.Advance(s_moment);
        await events.WaitForAsync(ZmqEventKind.Disconnected);
    }

    [Fact]
    public async Task A_queue_that_is_full_in_the_middle_of_a_message_is_no_silence_of_the_peer()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.StalledMessageTimeout = s_timeout);
        using var peer = await JoinAsync(dealer);
        byte[] three = RawPeer.Encode("three");
        await peer.SendAsync([.. RawPeer.Encode("1"), .. RawPeer.Encode("2"), .. three[..3]]);
        await Until(() => Core(dealer).FairQueue.Count == 2 && IsWaiting(dealer));
        dealer.ChangeOptions(static o => o.ReceiveHighWaterMark = 1);
        await SendOctetAsync(dealer, peer, three[3]);
        // There was room when the octet was waited for, and there is none to wait for the next.
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, Core(dealer).PeerCount);
        Assert.False(IsWaiting(dealer));
        Assert.Equal("1", await ReceiveAsync(dealer));
        Assert.Equal("2", await ReceiveAsync(dealer));
        await peer.SendAsync(three[4..]);
        Assert.Equal("three", await ReceiveAsync(dealer));
        Assert.Equal(0, Meter.Read("zmq.message.timeouts"));
    }

    [Fact]
    public async Task A_machine_that_had_no_time_for_us_is_no_silence_of_the_peer()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.StalledMessageTimeout = s_timeout);
        using var peer = await JoinAsync(dealer);
        await BeginAsync(dealer, peer);
        _clock.Stall(s_timeout * 1.2);
        Assert.Equal(1, Core(dealer).PeerCount);
        // What it had sent in that time is read now.
        await peer.SendAsync([(byte)'i']);
        Assert.Equal("hi", await ReceiveAsync(dealer));
        Assert.Equal(0, Meter.Read("zmq.message.timeouts"));
    }

    [Fact]
    public async Task Time_that_the_peer_had_besides_is_its_own_to_lose()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.StalledMessageTimeout = s_timeout);
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await JoinAsync(dealer);
        await BeginAsync(dealer, peer);
        // Two seconds late, so two seconds more from here.
        _clock.Stall(s_timeout * 1.2);
        _clock.Advance((s_timeout * 0.2) - s_moment);
        Assert.Equal(1, Core(dealer).PeerCount);
        _clock.Advance(s_moment);
        await events.WaitForAsync(ZmqEventKind.Disconnected);
    }

    [Fact]
    public async Task On_a_machine_that_is_always_late_a_peer_that_does_not_go_on_is_found_in_the_end()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.StalledMessageTimeout = s_timeout);
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await JoinAsync(dealer);
        await BeginAsync(dealer, peer);
        for (var i = 0; i < 10; i++)
            _clock.Stall(s_timeout * 1.2);
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        Assert.Equal(1, Meter.Read("zmq.message.timeouts"));
    }
}
