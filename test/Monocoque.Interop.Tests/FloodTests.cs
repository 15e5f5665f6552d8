using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>What shows only in numbers: rare interleavings, leaks, wear.</summary>
[Trait("Category", "Long")]
public sealed class FloodTests() : InteropTest(TimeSpan.FromMinutes(10))
{
    private const int Million = 1_000_000;

    [Theory, MemberData(nameof(Transports))]
    public async Task A_million_messages_each_way_at_once_arrive_in_order(string transport)
    {
        var (ours, sink) = (Ours.CreateSocket<IDealerSocket>(), Ours.CreateSocket<IDealerSocket>());
        var (theirIn, theirOut) = (Theirs.Open(LibZmqSocketType.Dealer), Theirs.Open(LibZmqSocketType.Dealer));
        await ours.ConnectAsync(await theirIn.BindAsync(FreeAddress(transport)), Deadline);
        await theirOut.ConnectAsync($"{await sink.BindAsync(FreeAddress(transport), Deadline)}");
        await Task.WhenAll(
            Task.Run(() => SendAsync(ours, Million), Deadline),
            Task.Run(() => ExpectAsync(sink, Million), Deadline),
            theirIn.RunAsync(socket => Expect(socket, Million)),
            theirOut.RunAsync(socket => Send(socket, Million)));
    }

    [Fact]
    public async Task Two_hundred_thousand_requests_are_answered_one_by_one()
    {
        const int Count = 200_000;
        var req = Ours.CreateSocket<IReqSocket>();
        var rep = Theirs.Open(LibZmqSocketType.Rep);
        await JoinAsync(req, rep, Link.TcpWeConnect);
        var answering = rep.RunAsync(socket =>
        {
            for (var i = 0; i < Count; i++)
                socket.Send(socket.Receive(LibZmqSocket.Patience), LibZmqSocket.Patience);
        });
        for (var i = 0; i < Count; i++)
        {
            await req.SendFramesAsync([Frames.Number(i)], Deadline);
            Frames.AssertEqual([Frames.Number(i)], await req.ReceiveFramesAsync(Deadline));
        }
        await answering;
    }

    [Fact]
    public async Task Messages_of_all_sizes_pass_for_half_a_minute_unharmed()
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        var dealer = Theirs.Open(LibZmqSocketType.Dealer);
        await JoinAsync(router, dealer, Link.TcpWeBind);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        end.CancelAfter(TimeSpan.FromSeconds(30));
        var random = new Random(20_261_122);
        while (!end.IsCancellationRequested)
        {
            byte[][] message = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Frames.Body(random.Next(1 << random.Next(20))))];
            await dealer.SendAsync(message);
            var seen = await router.ReceiveFramesAsync(Deadline);
            Frames.AssertEqual(message, seen[1..]);
            await router.SendFramesAsync(seen, Deadline);
            Frames.AssertEqual(message, await dealer.ReceiveAsync());
        }
    }

    private async Task SendAsync(IDealerSocket socket, int count)
    {
        for (var i = 0; i < count; i++)
            await socket.SendAsync(ZmqMessage.Copy(BitConverter.GetBytes(i)), Deadline);
    }

    private async Task ExpectAsync(IDealerSocket socket, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var message = await socket.ReceiveAsync(Deadline);
            if (BitConverter.ToInt32(message[0].Span) != i)
                Assert.Fail($"Message {i} is number {BitConverter.ToInt32(message[0].Span)}.");
        }
    }

    private static void Send(LibZmqHandle socket, int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(socket.Send([BitConverter.GetBytes(i)], LibZmqSocket.Patience));
    }

    private static void Expect(LibZmqHandle socket, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (socket.Receive(LibZmqSocket.Patience) is not [var frame] || BitConverter.ToInt32(frame) != i)
                Assert.Fail($"Message {i} did not arrive in its place.");
        }
    }
}
