using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

public sealed class PipelineTests : InteropTest
{
    private const int Peers = 3;

    [Theory, MemberData(nameof(Links))]
    public async Task Push_feeds_a_libzmq_pull(Link link)
    {
        var push = Ours.CreateSocket<IPushSocket>();
        var pull = Theirs.Open(LibZmqSocketType.Pull);
        await JoinAsync(push, pull, link);
        foreach (var shape in Shapes.All)
        {
            await push.SendFramesAsync(shape, Deadline);
            Frames.AssertEqual(shape, await pull.ReceiveAsync());
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Pull_takes_from_a_libzmq_push(Link link)
    {
        var pull = Ours.CreateSocket<IPullSocket>();
        var push = Theirs.Open(LibZmqSocketType.Push);
        await JoinAsync(pull, push, link);
        foreach (var shape in Shapes.All)
        {
            await push.SendAsync(shape);
            Frames.AssertEqual(shape, await pull.ReceiveFramesAsync(Deadline));
        }
    }

    [Fact]
    public async Task Push_sends_to_its_libzmq_peers_in_turn()
    {
        var push = Ours.CreateSocket<IPushSocket>();
        var pulls = new List<LibZmqSocket>();
        for (var i = 0; i < Peers; i++)
        {
            pulls.Add(Theirs.Open(LibZmqSocketType.Pull));
            await push.ConnectAsync(await pulls[i].BindAsync("tcp://127.0.0.1:0"), Deadline);
        }
        for (var i = 0; i < 10 * Peers; i++)
            await push.SendFramesAsync([Frames.Number(i)], Deadline);
        for (var i = 0; i < 10 * Peers; i++)
            Frames.AssertEqual([Frames.Number(i)], await pulls[i % Peers].ReceiveAsync());
    }

    [Fact]
    public async Task Pull_hears_each_of_its_libzmq_peers_in_order()
    {
        const int Each = 500;
        var pull = Ours.CreateSocket<IPullSocket>();
        var address = $"{await pull.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        for (var i = 0; i < Peers; i++)
        {
            var push = Theirs.Open(LibZmqSocketType.Push);
            await push.ConnectAsync(address);
            var name = Frames.Number(i);
            _ = push.RunAsync(handle =>
            {
                for (var n = 0; n < Each; n++)
                    handle.Send([name, Frames.Number(n)], LibZmqSocket.Patience);
            });
        }
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Each * Peers; i++)
        {
            var message = await pull.ReceiveFramesAsync(Deadline);
            var name = System.Text.Encoding.ASCII.GetString(message[0]);
            next.TryAdd(name, 0);
            Frames.AssertEqual([message[0], Frames.Number(next[name]++)], message);
        }
        Assert.Equal([Each, Each, Each], next.Values);
    }

    [Fact]
    public async Task Push_without_a_libzmq_pull_waits_and_loses_nothing()
    {
        var push = Ours.CreateSocket<IPushSocket>();
        var address = $"{await push.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        Assert.False(push.TrySend(ZmqMessage.Text("x")));
        var sending = push.SendFramesAsync(Frames.Texts("waits"), Deadline);
        Assert.False(sending.IsCompleted);
        var pull = Theirs.Open(LibZmqSocketType.Pull);
        await pull.ConnectAsync(address);
        await sending;
        Frames.AssertEqual(Frames.Texts("waits"), await pull.ReceiveAsync());
    }

    [Fact]
    public async Task Libzmq_pull_that_stops_reading_holds_up_our_push_and_not_its_other_peer()
    {
        var push = Ours.CreateSocket<IPushSocket>(options => options.SendHighWaterMark = 10);
        var address = $"{await push.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var slow = Theirs.Open(LibZmqSocketType.Pull, handle =>
        {
            handle.Set(LibZmqOption.ReceiveHighWaterMark, 1);
            handle.Set(LibZmqOption.ReceiveBuffer, 4096);
        });
        await slow.ConnectAsync(address);
        var body = Frames.Body(100_000);
        await push.SendFramesAsync([body], Deadline);
        Frames.AssertEqual([body], await slow.ReceiveAsync());
        var sent = 0;
        while (push.TrySend(new[] { body }.ToMessage()) || await SendsWithinAsync(push, body))
            sent++;

        var fast = Theirs.Open(LibZmqSocketType.Pull);
        await fast.ConnectAsync(address);
        for (var i = 0; i < 100; i++)
        {
            await push.SendFramesAsync([Frames.Number(i)], Deadline);
            Frames.AssertEqual([Frames.Number(i)], await fast.ReceiveAsync());
        }
        for (var i = 0; i < sent; i++)
            Frames.AssertEqual([body], await slow.ReceiveAsync());
    }

    /// <summary>A queue that is still moving may have room in a moment.</summary>
    private static async Task<bool> SendsWithinAsync(IPushSocket push, byte[] body)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            await push.SendFramesAsync([body], patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
