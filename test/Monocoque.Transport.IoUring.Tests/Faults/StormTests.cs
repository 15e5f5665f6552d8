using System.Net.Sockets;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Faults;

/// <summary>Connections that come and go as fast as the machine makes them.</summary>
[Collection(RunAlone.Name)]
public class StormTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Storm_of_ten_thousand_connections_leaves_nothing(TransportKind kind)
    {
        await using var scene = await FaultScene.StartAsync(kind, Handlers.EchoAsync);

        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            using var client = await scene.Server.ConnectAsync();
            var length = 1 + i % 1000;
            if (i % 3 != 0)
                await client.SendAllAsync(new byte[length]);
            if (i % 5 == 0)
                client.Reset();
            else if (i % 3 == 1)
                await client.ReceiveAsync(length);
        });

        await scene.AssertNothingLeftAsync();
        // Kestrel says that the handler let the exception of a reset through; the transport has nothing to say.
        Assert.DoesNotContain(scene.Server.Log.Loud, entry => string.Equals(entry.Category, "Monocoque.IoUring", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Ten_thousand_connections_that_are_only_opened_and_closed_leave_nothing(TransportKind kind)
    {
        var count = 0;
        await using var scene = await FaultScene.StartAsync(kind, connection =>
        {
            Interlocked.Increment(ref count);
            return Task.CompletedTask;
        });

        for (var i = 0; i < 10_000; i++)
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(scene.Server.EndPoint);
            client.LingerState = new LingerOption(true, 0);
        }

        await scene.AssertNothingLeftAsync();
        // A reset that overtakes the accept may take a connection out of the kernel's queue.
        Assert.InRange(count, 1, 10_000);
    }
}
