using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

public sealed class PairTests : InteropTest
{
    [Theory, MemberData(nameof(Links))]
    public async Task Pair_speaks_with_a_libzmq_pair(Link link)
    {
        var ours = Ours.CreateSocket<IPairSocket>();
        var theirs = Theirs.Open(LibZmqSocketType.Pair);
        await JoinAsync(ours, theirs, link);
        foreach (var shape in Shapes.All)
        {
            await ours.SendFramesAsync(shape, Deadline);
            Frames.AssertEqual(shape, await theirs.ReceiveAsync());
            await theirs.SendAsync(shape);
            Frames.AssertEqual(shape, await ours.ReceiveFramesAsync(Deadline));
        }
    }

    [Fact]
    public async Task Second_libzmq_pair_is_refused_until_the_first_has_gone()
    {
        var ours = Ours.CreateSocket<IPairSocket>();
        await using var events = new OurEvents(ours, Deadline);
        var address = $"{await ours.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var first = Theirs.Open(LibZmqSocketType.Pair);
        await first.ConnectAsync(address);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        var second = Theirs.Open(LibZmqSocketType.Pair, handle => handle.Set(LibZmqOption.ReconnectInterval, 5));
        await second.ConnectAsync(address);
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed, 3);

        await ours.SendFramesAsync(Frames.Texts("to the first"), Deadline);
        Frames.AssertEqual(Frames.Texts("to the first"), await first.ReceiveAsync());
        await first.SendAsync(Frames.Texts("from the first"));
        Frames.AssertEqual(Frames.Texts("from the first"), await ours.ReceiveFramesAsync(Deadline));
        await first.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await ours.SendFramesAsync(Frames.Texts("to the second"), Deadline);
        Frames.AssertEqual(Frames.Texts("to the second"), await second.ReceiveAsync());
    }
}
