using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

public sealed class SizeAndOrderTests : InteropTest
{
    private const int Count = 10_000;

    [Theory, MemberData(nameof(Links))]
    public async Task Sixteen_mebibytes_pass_both_ways(Link link)
    {
        var ours = Ours.CreateSocket<IDealerSocket>();
        var theirs = Theirs.Open(LibZmqSocketType.Dealer);
        await JoinAsync(ours, theirs, link);
        byte[][] big = [Frames.Body(5), Frames.Body(16 << 20)];
        await ours.SendFramesAsync(big, Deadline);
        var seen = await theirs.ReceiveAsync();
        Frames.AssertEqual(big, seen);
        await theirs.SendAsync(seen);
        Frames.AssertEqual(big, await ours.ReceiveFramesAsync(Deadline));
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Ten_thousand_messages_arrive_at_a_libzmq_dealer_in_order(Link link)
    {
        var ours = Ours.CreateSocket<IDealerSocket>();
        var theirs = Theirs.Open(LibZmqSocketType.Dealer);
        await JoinAsync(ours, theirs, link);
        var sending = SendNumbersAsync(ours);
        await theirs.RunAsync(ExpectNumbers);
        await sending;
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Ten_thousand_messages_of_a_libzmq_dealer_arrive_in_order(Link link)
    {
        var ours = Ours.CreateSocket<IDealerSocket>();
        var theirs = Theirs.Open(LibZmqSocketType.Dealer);
        await JoinAsync(ours, theirs, link);
        var sending = theirs.RunAsync(SendNumbers);
        await ExpectNumbersAsync(ours);
        await sending;
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Ten_thousand_messages_each_way_at_once_arrive_in_order(string transport)
    {
        var ours = Ours.CreateSocket<IDealerSocket>();
        var theirOut = Theirs.Open(LibZmqSocketType.Dealer);
        var theirIn = Theirs.Open(LibZmqSocketType.Router);
        var sink = Ours.CreateSocket<IDealerSocket>();
        await ours.ConnectAsync(await theirIn.BindAsync(FreeAddress(transport)), Deadline);
        await sink.ConnectAsync(await theirOut.BindAsync(FreeAddress(transport)), Deadline);
        await Task.WhenAll(SendNumbersAsync(ours), theirIn.RunAsync(ExpectNumbers), theirOut.RunAsync(SendNumbers), ExpectNumbersAsync(sink));
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Ten_thousand_publications_arrive_at_a_libzmq_sub_in_order(Link link)
    {
        var pub = Ours.CreateSocket<IPubSocket>(options => options.SendHighWaterMark = 0);
        var sub = Theirs.Open(LibZmqSocketType.Sub, handle =>
        {
            handle.Set(LibZmqOption.ReceiveHighWaterMark, 0);
            handle.Set(LibZmqOption.Subscribe, Frames.Empty);
        });
        await JoinAsync(pub, sub, link);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        var sending = SendNumbersAsync(pub);
        await sub.RunAsync(ExpectNumbers);
        await sending;
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Ten_thousand_publications_of_a_libzmq_xpub_arrive_in_order(Link link)
    {
        var sub = Ours.CreateSocket<ISubSocket>(options => options.ReceiveHighWaterMark = 0);
        var pub = Theirs.Open(LibZmqSocketType.XPub, handle => handle.Set(LibZmqOption.SendHighWaterMark, 0));
        sub.Subscribe([]);
        await JoinAsync(sub, pub, link);
        Frames.AssertEqual([[1]], await pub.ReceiveAsync());
        var sending = pub.RunAsync(SendNumbers);
        await ExpectNumbersAsync(sub);
        await sending;
    }

    private async Task SendNumbersAsync(IZmqSender socket)
    {
        for (var i = 0; i < Count; i++)
            await socket.SendFramesAsync([Frames.Number(i), Frames.Body(i % 300)], Deadline);
    }

    private async Task ExpectNumbersAsync(IZmqReceiver socket)
    {
        for (var i = 0; i < Count; i++)
            Frames.AssertEqual([Frames.Number(i), Frames.Body(i % 300)], await socket.ReceiveFramesAsync(Deadline));
    }

    private static void SendNumbers(LibZmqHandle socket)
    {
        for (var i = 0; i < Count; i++)
            Assert.True(socket.Send([Frames.Number(i), Frames.Body(i % 300)], LibZmqSocket.Patience), $"Message {i} could not be sent.");
    }

    /// <summary>Compares the last two frames, before which a ROUTER has one more.</summary>
    private static void ExpectNumbers(LibZmqHandle socket)
    {
        for (var i = 0; i < Count; i++)
        {
            var message = socket.Receive(LibZmqSocket.Patience);
            Assert.True(message is not null, $"Message {i} did not arrive.");
            Frames.AssertEqual([Frames.Number(i), Frames.Body(i % 300)], message[^2..]);
        }
    }
}
