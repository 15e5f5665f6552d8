using System.Net.Sockets;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Rings;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Faults;

/// <summary>A kernel that fails in the middle: everything ends, nothing waits for ever.</summary>
public class LostRingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connections_of_a_ring_that_fails_are_aborted(bool isBlockedInSending)
    {
        await using var server = await TestServer.StartRawAsync(
            TransportKind.IoUring,
            async connection =>
            {
                while (isBlockedInSending && !(await connection.Transport.Output.WriteAsync(new byte[50_000])).IsCompleted)
                {
                }
                await Handlers.EchoAsync(connection);
            },
            new ServerSettings { Configure = options => options.RingCount = 1 });
        using var client = await server.ConnectAsync();
        await client.SendAllAsync(new byte[1]);
        await client.ReceiveAsync(1);
        var ring = server.Rings[0];
        if (isBlockedInSending)
            await Eventually.TrueAsync(() => ring.Counters.BlockedSends > 0);

        ring.Post(_ => throw new RingException("io_uring_enter", Errno.ENOMEM), null);

        await Assert.ThrowsAsync<SocketException>(() => client.ReceiveToEndAsync());
        await Eventually.TrueAsync(() => ring.HasEnded && ring.Targets.Count == 0);
        Assert.Single(server.Log.Entries, entry => entry.Id.Id == 5002);
    }
}
