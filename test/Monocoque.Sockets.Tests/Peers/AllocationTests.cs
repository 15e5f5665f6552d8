using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests : SocketTest
{
    private const int Messages = 100_000;
    private const int Lump = 250;

    [Theory]
    [InlineData("tcp")]
    [InlineData("inproc")]
    public async Task A_message_costs_no_allocation_in_steady_state(string transport)
    {
        await using var sender = Create<IDealerSocket>();
        await using var receiver = Create<IDealerSocket>();
        await sender.ConnectAsync((await receiver.BindAsync(FreeAddress(transport), Token)).ToString(), Token);
        var body = new byte[64];
        CollectForgotten();
        Pass(sender, receiver, body, Messages);
        var least = long.MaxValue;
        // Another thread of the process may allocate meanwhile, so the best of a few counts.
        for (var i = 0; i < 3 && least >= Messages; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Pass(sender, receiver, body, Messages);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.True(least < Messages, $"{least} octets were allocated for {Messages} messages.");
    }

    /// <summary>
    /// Messages that other tests forgot count as lent out until they are collected, and a pool that has lent out much copies small messages instead.
    /// </summary>
    internal static void CollectForgotten()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    /// <summary>In lumps that no mark holds up.</summary>
    private static void Pass(IDealerSocket sender, IDealerSocket receiver, byte[] body, int count)
    {
        for (var passed = 0; passed < count; passed += Lump)
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
                Assert.NotNull(message.Peer);
                message.Dispose();
                i++;
            }
        }
    }
}
