using System.Net.Sockets;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Faults;

/// <summary>What a whole process has of descriptors, so these run alone.</summary>
[Collection(RunAlone.Name)]
public class HostResourceTests
{
    [Fact]
    public async Task Host_that_starts_and_stops_two_hundred_times_leaves_no_descriptor()
    {
        await ServeOnceAsync();
        var before = Descriptors.Settled();

        for (var i = 0; i < 200; i++)
            await ServeOnceAsync();

        await before.AssertBackAsync();
    }

    [Fact]
    public async Task Two_hosts_in_one_process_do_not_disturb_each_other()
    {
        await using var first = await TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync);
        await using (await TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync))
            await EchoAsync(first);

        await EchoAsync(first);
        await first.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Listener_without_descriptors_waits_and_recovers()
    {
        await using var server = await TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync);
        await EchoAsync(server);
        using var waiting = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var taken = new List<int>();
        try
        {
            // All that are free: what is accepted next finds none.
            for (var descriptor = SocketSyscalls.OpenStream(2, 0); descriptor >= 0; descriptor = SocketSyscalls.OpenStream(2, 0))
                taken.Add(descriptor);
            await waiting.ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => server.Log.Entries.Any(entry => entry.Id.Id == 5006));
        }
        finally
        {
            taken.ForEach(descriptor => SocketSyscalls.Close(descriptor));
        }

        await waiting.SendAllAsync(new byte[5]);
        Assert.Equal(5, (await waiting.ReceiveAsync(5)).Length);
        Assert.Single(server.Log.Entries, entry => entry.Id.Id == 5006);
    }

    private static async Task ServeOnceAsync()
    {
        await using var server = await TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync);
        await EchoAsync(server);
    }

    private static async Task EchoAsync(TestServer server)
    {
        using var client = await server.ConnectAsync();
        await client.SendAllAsync(new byte[10]);
        await client.ReceiveAsync(10);
    }
}
