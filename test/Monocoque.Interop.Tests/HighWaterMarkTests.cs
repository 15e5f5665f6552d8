using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>A side that does not read holds the other up; nothing is lost where waiting is the pattern's way.</summary>
public sealed class HighWaterMarkTests : InteropTest
{
    private const int Mark = 10;

    /// <summary>More than the queues and the kernel's buffers of both sides could hold.</summary>
    private const int Enough = 2000;

    private static readonly byte[] s_body = Frames.Body(64 * 1024);

    [Theory, MemberData(nameof(Transports))]
    public async Task Dealer_waits_for_a_libzmq_peer_that_does_not_read_and_loses_nothing(string transport)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.SendHighWaterMark = Mark);
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.ReceiveHighWaterMark, Mark));
        await dealer.ConnectAsync(await peer.BindAsync(FreeAddress(transport)), Deadline);
        var sent = await SendUntilFullAsync(dealer);

        var waiting = dealer.SendFramesAsync([Frames.Number(sent), s_body], Deadline).AsTask();
        Assert.False(waiting.IsCompleted);
        for (var i = 0; i <= sent; i++)
            Frames.AssertEqual([Frames.Number(i), s_body], await peer.ReceiveAsync());
        await waiting;
    }

    [Fact]
    public async Task Cancelled_send_to_a_full_libzmq_peer_leaves_the_message_with_the_caller()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.SendHighWaterMark = Mark);
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.ReceiveHighWaterMark, Mark));
        await dealer.ConnectAsync(await peer.BindAsync("tcp://127.0.0.1:0"), Deadline);
        var sent = await SendUntilFullAsync(dealer);

        using var cancellation = new CancellationTokenSource();
        var message = new[] { Frames.Number(sent) }.ToMessage();
        var waiting = dealer.SendAsync(message, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        for (var i = 0; i < sent; i++)
            Frames.AssertEqual([Frames.Number(i), s_body], await peer.ReceiveAsync());

        await dealer.SendAsync(message, Deadline);
        Frames.AssertEqual([Frames.Number(sent)], await peer.ReceiveAsync());
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Libzmq_dealer_waits_for_us_when_we_do_not_read_and_loses_nothing(string transport)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.ReceiveHighWaterMark = Mark);
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.SendHighWaterMark, Mark));
        await peer.ConnectAsync($"{await dealer.BindAsync(FreeAddress(transport), Deadline)}");
        var sent = await peer.RunAsync(handle =>
        {
            var count = 0;
            while (count < Enough && handle.Send([Frames.Number(count), s_body], TimeSpan.FromMilliseconds(300)))
                count++;
            return count;
        });
        Assert.InRange(sent, Mark, Enough - 1);
        for (var i = 0; i < sent; i++)
            Frames.AssertEqual([Frames.Number(i), s_body], await dealer.ReceiveFramesAsync(Deadline));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Socket_that_does_not_read_closes_although_a_libzmq_peer_holds_it_full(bool unbindFirst)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.ReceiveHighWaterMark = Mark);
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.SendHighWaterMark, Mark));
        var events = await peer.MonitorAsync();
        var address = $"{await dealer.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        await peer.ConnectAsync(address);
        await events.WaitForAsync(LibZmqEventKind.HandshakeSucceeded);
        await peer.RunAsync(handle =>
        {
            while (handle.Send([s_body], TimeSpan.FromMilliseconds(100)))
            {
            }
        });
        if (unbindFirst)
            await dealer.UnbindAsync(address, Deadline);
        else
            await dealer.DisposeAsync().AsTask().WaitAsync(Deadline);
        await events.WaitForAsync(LibZmqEventKind.Disconnected);
    }

    [Fact]
    public async Task Pub_drops_for_a_libzmq_sub_that_does_not_read_and_serves_the_other()
    {
        var pub = Ours.CreateSocket<IPubSocket>(options => options.SendHighWaterMark = Mark);
        using var dropped = new DroppedMessages(pub.Name);
        var address = $"{await pub.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var (lazy, eager) = (OpenSub(), OpenSub());
        foreach (var sub in new[] { lazy, eager })
        {
            await sub.ConnectAsync(address);
            await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        }
        // One at a time, so that the eager one is never behind.
        await DrainProbesAsync(pub, eager);
        var sent = 0;
        for (; dropped.Count == 0; sent++)
        {
            Assert.True(sent < Enough, "Nothing was dropped.");
            Assert.True(pub.TrySend(new[] { Frames.Number(sent), s_body }.ToMessage()), "PUB never waits.");
            Frames.AssertEqual([Frames.Number(sent), s_body], await eager.ReceiveAsync());
        }

        // What did reach the lazy one is whole and in order, and it hears new messages once it has caught up.
        await pub.SendFramesAsync([Frames.Text("end")], Deadline);
        Frames.AssertEqual(Frames.Texts("end"), await eager.ReceiveAsync());
        var next = 0;
        while (next < sent - 1)
        {
            var message = await lazy.ReceiveAsync();
            if (next == 0 && message[^1].Length < s_body.Length)
                continue; // What came before the flood.
            Frames.AssertEqual([Frames.Number(next++), s_body], message);
        }
        await Subscriptions.ArriveAtOursAsync(pub, lazy, Deadline, Frames.Text("again"));
    }

    [Fact]
    public async Task Router_that_must_not_drop_refuses_to_send_to_a_full_libzmq_peer()
    {
        byte[] id = [7];
        var router = Ours.CreateSocket<IRouterSocket>(options =>
        {
            options.RouterMandatory = true;
            options.SendHighWaterMark = Mark;
        });
        var dealer = Theirs.Open(LibZmqSocketType.Dealer, handle =>
        {
            handle.Set(LibZmqOption.RoutingId, id);
            handle.Set(LibZmqOption.ReceiveHighWaterMark, Mark);
        });
        await JoinAndShakeHandsAsync(router, dealer, Link.TcpWeBind);
        var sent = 0;
        var message = NextMessage();
        while (router.TrySend(message))
        {
            Assert.True(++sent < Enough, "The peer that does not read never held the sender up.");
            message = NextMessage();
        }
        Assert.InRange(sent, Mark, Enough);
        message.Dispose();
        for (var i = 0; i < sent; i++)
            Frames.AssertEqual([Frames.Number(i), s_body], await dealer.ReceiveAsync());
        await router.SendFramesAsync([id, Frames.Text("room again")], Deadline);
        Frames.AssertEqual(Frames.Texts("room again"), await dealer.ReceiveAsync());

        ZmqMessage NextMessage() => new[] { id, Frames.Number(sent), s_body }.ToMessage();
    }

    private LibZmqSocket OpenSub() => Theirs.Open(LibZmqSocketType.Sub, handle =>
    {
        handle.Set(LibZmqOption.ReceiveHighWaterMark, Mark);
        handle.Set(LibZmqOption.Subscribe, Frames.Empty);
    });

    private async Task DrainProbesAsync(IPubSocket pub, LibZmqSocket sub)
    {
        await pub.SendFramesAsync(Frames.Texts("start"), Deadline);
        while (!(await sub.ReceiveAsync())[0].AsSpan().SequenceEqual("start"u8))
        {
        }
    }

    /// <summary>Sends until the queue stays full: it may empty into the kernel's buffers between two looks.</summary>
    private async Task<int> SendUntilFullAsync(IDealerSocket dealer)
    {
        for (var sent = 0; sent < Enough; sent++)
        {
            var message = new[] { Frames.Number(sent), s_body }.ToMessage();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
            patience.CancelAfter(TimeSpan.FromMilliseconds(300));
            try
            {
                await dealer.SendAsync(message, patience.Token);
            }
            catch (OperationCanceledException) when (!Deadline.IsCancellationRequested)
            {
                Assert.False(dealer.TrySend(message));
                Assert.InRange(sent, Mark, Enough);
                message.Dispose();
                return sent;
            }
        }
        throw new InvalidOperationException("The peer that does not read never held the sender up.");
    }
}
