using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>Addresses that both sides must understand alike.</summary>
public sealed class AddressTests : InteropTest
{
    /// <summary>A path made up by whoever binds; a name in the abstract namespace, which Linux alone has.</summary>
    public static TheoryData<string, bool> Names
    {
        get
        {
            var names = new TheoryData<string, bool> { { "ipc://*", true }, { "ipc://*", false } };
            if (OperatingSystem.IsLinux())
            {
                names.Add($"ipc://@monocoque-{Environment.ProcessId}-ours", true);
                names.Add($"ipc://@monocoque-{Environment.ProcessId}-theirs", false);
            }
            return names;
        }
    }

    [Theory]
    [InlineData("tcp://*:0", "tcp://127.0.0.1:{0}")]
    [InlineData("tcp://*:*", "tcp://localhost:{0}")]
    [InlineData("tcp://0.0.0.0:0", "tcp://127.0.0.1:{0}")]
    [InlineData("tcp://127.0.0.1:*", "tcp://127.0.0.1:{0}")]
    [InlineData("tcp://lo:*", "tcp://127.0.0.1:{0}")]
    [InlineData("tcp://*:0", "tcp://127.0.0.2:0;127.0.0.1:{0}")]
    public async Task Libzmq_connects_to_where_we_bind(string bind, string connect)
    {
        var rep = Ours.CreateSocket<IRepSocket>();
        var bound = await rep.BindAsync(bind, Deadline);
        var req = Theirs.Open(LibZmqSocketType.Req);
        await req.ConnectAsync(string.Format(null, connect, bound.Port));
        await req.SendAsync(Frames.Text("there?"));
        Frames.AssertEqual(Frames.Texts("there?"), await rep.ReceiveFramesAsync(Deadline));
    }

    [Theory]
    [InlineData("tcp://*:*", "tcp://127.0.0.1:{0}")]
    [InlineData("tcp://127.0.0.1:*", "tcp://localhost:{0}")]
    [InlineData("tcp://lo:*", "tcp://127.0.0.1:{0}")]
    [InlineData("tcp://*:*", "tcp://127.0.0.2:0;127.0.0.1:{0}")]
    [InlineData("tcp://*:*", "tcp://lo:*;127.0.0.1:{0}")]
    public async Task We_connect_to_where_libzmq_binds(string bind, string connect)
    {
        var rep = Theirs.Open(LibZmqSocketType.Rep);
        var port = (await rep.BindAsync(bind)).Split(':')[^1];
        var req = Ours.CreateSocket<IReqSocket>();
        await req.ConnectAsync(string.Format(null, connect, port), Deadline);
        await req.SendFramesAsync(Frames.Texts("there?"), Deadline);
        Frames.AssertEqual(Frames.Texts("there?"), await rep.ReceiveAsync());
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Name_without_a_given_path_means_the_same_to_both(string name, bool weBind)
    {
        var (ours, theirs) = (Ours.CreateSocket<IDealerSocket>(), Theirs.Open(LibZmqSocketType.Dealer));
        if (weBind)
            await theirs.ConnectAsync($"{await ours.BindAsync(name, Deadline)}");
        else
            await ours.ConnectAsync(await theirs.BindAsync(name), Deadline);
        await ours.SendFramesAsync(Frames.Texts("there?"), Deadline);
        Frames.AssertEqual(Frames.Texts("there?"), await theirs.ReceiveAsync());
    }

    [Fact]
    public async Task One_socket_serves_libzmq_peers_on_several_addresses()
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        string[] addresses =
        [
            $"{await router.BindAsync(FreeAddress("tcp"), Deadline)}",
            $"{await router.BindAsync(FreeAddress("tcp"), Deadline)}",
            $"{await router.BindAsync(FreeAddress("ipc"), Deadline)}",
        ];
        foreach (var address in addresses)
        {
            var dealer = Theirs.Open(LibZmqSocketType.Dealer);
            await dealer.ConnectAsync(address);
            await dealer.SendAsync(Frames.Text(address));
            var seen = await router.ReceiveFramesAsync(Deadline);
            Frames.AssertEqual(Frames.Texts(address), seen[1..]);
            await router.SendFramesAsync(seen, Deadline);
            Frames.AssertEqual(Frames.Texts(address), await dealer.ReceiveAsync());
        }
    }
}
