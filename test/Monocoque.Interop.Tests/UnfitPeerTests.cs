using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>libzmq peers that are no match cost themselves the connection and nobody else anything.</summary>
public sealed class UnfitPeerTests : InteropTest
{
    [Theory]
    [InlineData(ZmqSocketType.Rep, LibZmqSocketType.Rep)]
    [InlineData(ZmqSocketType.Req, LibZmqSocketType.Req)]
    [InlineData(ZmqSocketType.Req, LibZmqSocketType.Dealer)]
    [InlineData(ZmqSocketType.Pub, LibZmqSocketType.Pub)]
    [InlineData(ZmqSocketType.Sub, LibZmqSocketType.Sub)]
    [InlineData(ZmqSocketType.Dealer, LibZmqSocketType.Req)]
    [InlineData(ZmqSocketType.Dealer, LibZmqSocketType.Pair)]
    [InlineData(ZmqSocketType.Router, LibZmqSocketType.Sub)]
    public async Task Peer_of_an_unfit_type_is_refused(ZmqSocketType ours, LibZmqSocketType theirs)
    {
        var socket = Open(ours);
        await using var events = new OurEvents(socket, Deadline);
        var peer = Theirs.Open(theirs);
        var peerEvents = await peer.MonitorAsync();
        await peer.ConnectAsync($"{await socket.BindAsync("tcp://127.0.0.1:0", Deadline)}");
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        await peerEvents.WaitForAsync(LibZmqEventKind.Disconnected | LibZmqEventKind.HandshakeFailedProtocol | LibZmqEventKind.HandshakeFailedNoDetail);
    }

    [Fact]
    public async Task Peer_that_insists_on_plain_is_refused_and_the_next_is_served()
    {
        var rep = Ours.CreateSocket<IRepSocket>();
        await using var events = new OurEvents(rep, Deadline);
        var address = $"{await rep.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var plain = Theirs.Open(LibZmqSocketType.Req, handle =>
        {
            handle.Set(LibZmqOption.PlainUsername, Frames.Text("admin"));
            handle.Set(LibZmqOption.PlainPassword, Frames.Text("secret"));
        });
        await plain.ConnectAsync(address);
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);

        var req = Theirs.Open(LibZmqSocketType.Req);
        await req.ConnectAsync(address);
        await req.SendAsync(Frames.Text("question"));
        Frames.AssertEqual(Frames.Texts("question"), await rep.ReceiveFramesAsync(Deadline));
    }

    private IZmqSocket Open(ZmqSocketType type) => type switch
    {
        ZmqSocketType.Pub => Ours.CreateSocket<IPubSocket>(),
        ZmqSocketType.Sub => Ours.CreateSocket<ISubSocket>(),
        ZmqSocketType.Req => Ours.CreateSocket<IReqSocket>(),
        ZmqSocketType.Rep => Ours.CreateSocket<IRepSocket>(),
        ZmqSocketType.Dealer => Ours.CreateSocket<IDealerSocket>(),
        ZmqSocketType.Router => Ours.CreateSocket<IRouterSocket>(),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
