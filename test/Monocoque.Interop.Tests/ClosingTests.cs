using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;
using Monocoque.Testing;

namespace Monocoque.Interop;

public sealed class ClosingTests : InteropTest
{
    private const int Count = 900;

    [Theory, MemberData(nameof(Links))]
    public async Task What_is_queued_when_a_dealer_closes_still_reaches_a_libzmq_peer(Link link)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.Linger = TimeSpan.FromSeconds(20));
        var peer = Theirs.Open(LibZmqSocketType.Dealer);
        await JoinAndShakeHandsAsync(dealer, peer, link);
        for (var i = 0; i < Count; i++)
            await dealer.SendFramesAsync([Frames.Number(i), Frames.Body(10_000)], Deadline);
        await Task.WhenAll(dealer.DisposeAsync().AsTask().WaitAsync(Deadline), ExpectAsync(peer));
    }

    [Fact]
    public async Task Last_publications_of_a_pub_that_closes_reach_a_libzmq_sub()
    {
        var pub = Ours.CreateSocket<IPubSocket>(options => options.Linger = TimeSpan.FromSeconds(20));
        var sub = Theirs.Open(LibZmqSocketType.Sub, handle => handle.Set(LibZmqOption.Subscribe, Frames.Empty));
        await JoinAsync(pub, sub, Link.TcpWeBind);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        for (var i = 0; i < Count; i++)
            await pub.SendFramesAsync([Frames.Number(i), Frames.Body(10_000)], Deadline);
        await Task.WhenAll(pub.DisposeAsync().AsTask().WaitAsync(Deadline), ExpectAsync(sub));
    }

    /// <summary>Where no time passes, whoever gets to the end was answered.</summary>
    [Theory, MemberData(nameof(Links))]
    public async Task A_libzmq_peer_says_that_it_has_read_what_it_was_sent_and_is_not_waited_for_any_longer(Link link)
    {
        var options = new ZmqRuntimeOptions { TimeProvider = new StillClock() };
        TestTransport.Use(options);
        await using var runtime = new ZmqRuntime(options);
        var dealer = runtime.CreateSocket<IDealerSocket>();
        var peer = Theirs.Open(LibZmqSocketType.Router);
        await JoinAndShakeHandsAsync(dealer, peer, link);
        await dealer.SendFramesAsync([Frames.Number(1)], Deadline);
        await dealer.DisposeAsync().AsTask().WaitAsync(Deadline);
    }

    [Fact]
    public async Task What_a_libzmq_peer_sent_before_it_closed_is_received()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        await using var events = new OurEvents(dealer, Deadline);
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.Linger, 20_000));
        await JoinAsync(dealer, peer, Link.TcpWeBind);
        for (var i = 0; i < Count; i++)
            await peer.SendAsync(Frames.Number(i));
        await peer.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        for (var i = 0; i < Count; i++)
            Frames.AssertEqual([Frames.Number(i)], await dealer.ReceiveFramesAsync(Deadline));
    }

    [Fact]
    public async Task Dispose_does_not_wait_for_a_libzmq_peer_that_does_not_read()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.Linger = Timeout.InfiniteTimeSpan);
        await using var events = new OurEvents(dealer, Deadline);
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.ReceiveHighWaterMark, 1));
        await JoinAndShakeHandsAsync(dealer, peer, Link.TcpWeBind);
        while (dealer.TrySend(new[] { Frames.Body(100_000) }.ToMessage()))
        {
        }
        // Seen from here: a libzmq peer that has stopped reading does not look at its connection either.
        dealer.Dispose();
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        await dealer.DisposeAsync().AsTask().WaitAsync(Deadline);
    }

    private static async Task ExpectAsync(LibZmqSocket peer)
    {
        for (var i = 0; i < Count; i++)
            Frames.AssertEqual([Frames.Number(i), Frames.Body(10_000)], await peer.ReceiveAsync());
    }

    private sealed class StillClock : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
