namespace Monocoque.Sockets.Tests.Proxies;

[Collection(nameof(Peers.AllocationTests))]
public sealed class ProxyAllocationTests : ProxyTest
{
    private const int Messages = 50_000;
    private const int Lump = 250;

    [Theory]
    [InlineData("tcp")]
    [InlineData("inproc")]
    public async Task A_message_that_is_forwarded_costs_no_allocation_in_steady_state(string transport)
    {
        var running = await RunAsync(Create<IPullSocket>(), Create<IPushSocket>(), transport: transport);
        var sender = await ConnectAsync<IPushSocket>(running.Frontend);
        var receiver = await ConnectAsync<IPullSocket>(running.Backend);
        var body = new byte[64];
        Pass(sender, receiver, body);
        var least = long.MaxValue;
        // Another thread of the process may allocate meanwhile, so the best of a few counts.
        for (var i = 0; i < 3 && least >= Messages; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Pass(sender, receiver, body);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.True(least < Messages, $"{least} octets were allocated for {Messages} messages.");
    }

    /// <summary>In lumps that no mark holds up.</summary>
    private static void Pass(IPushSocket sender, IPullSocket receiver, byte[] body)
    {
        for (var passed = 0; passed < Messages; passed += Lump)
        {
            for (var i = 0; i < Lump; i++)
                Assert.True(sender.TrySend(ZmqMessage.Copy(body)));
            for (var i = 0; i < Lump;)
            {
                if (!receiver.TryReceive(out var message))
                {
                    Thread.Yield();
                    continue;
                }
                message.Dispose();
                i++;
            }
        }
    }
}
