using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>What peers leave behind in this process. Memory is the process's, so no other test may run meanwhile.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
[Trait("Category", "Long")]
public sealed class LeakTests() : InteropTest(TimeSpan.FromMinutes(10))
{
    private const string Name = "Memory of the process";

    [Fact]
    public async Task Two_thousand_libzmq_dealers_come_and_go_and_leave_nothing_behind()
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        await using var events = new OurEvents(router, Deadline);
        var address = $"{await router.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var before = await ComeAndGoAsync(router, events, address, 500);
        var after = await ComeAndGoAsync(router, events, address, 1500);
        Assert.True(after - before < 8 << 20, $"{after - before} octets more are in use after 1500 more connections.");
    }

    private async Task<long> ComeAndGoAsync(IRouterSocket router, OurEvents events, string address, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await using var context = new LibZmqContext();
            var dealer = context.Open(LibZmqSocketType.Dealer);
            await dealer.ConnectAsync(address);
            await dealer.SendAsync(Frames.Number(i));
            await router.SendFramesAsync(await router.ReceiveFramesAsync(Deadline), Deadline);
            Frames.AssertEqual([Frames.Number(i)], await dealer.ReceiveAsync());
            await dealer.DisposeAsync();
            await events.WaitForAsync(ZmqEventKind.Disconnected);
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
