using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Shared;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Hosting;

/// <summary>
/// The meter of the transport, as a listener outside sees it. What goes wrong seldom is measured where it is brought about: overflows, exhaustion, stalls.
/// </summary>
public class MeterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_completions_sends_targets_and_operations_are_measured()
    {
        await using var probe = await ConnectionProbe.StartAsync(TransportKind.IoUring);
        await probe.Connection.Transport.Output.WriteAsync(new byte[1], Token);

        foreach (var instrument in (string[])["io_uring.enters", "io_uring.completions", "io_uring.sends.direct", "io_uring.operations"])
            Assert.True(probe.Server.Measure(instrument) > 0, instrument);
        // The listener and the connection.
        Assert.Equal(2, probe.Server.Measure("io_uring.targets"));
        Assert.Equal(0, probe.Server.Measure("io_uring.sends.blocked"));
    }

    [Fact]
    public async Task Send_that_finds_the_socket_full_is_blocked_and_goes_on_by_the_ring()
    {
        const int Length = 5_000_000;
        await using var server = await TestServer.StartRawAsync(
            TransportKind.IoUring, async connection => await connection.Transport.Output.WriteAsync(new byte[Length], CancellationToken.None));
        using var client = await server.ConnectAsync();
        await Eventually.TrueAsync(() => server.Measure("io_uring.sends.blocked") > 0);

        await client.ReceiveAsync(Length);

        Assert.NotEqual(0, server.Measure("io_uring.sends.ring"));
    }

    [Fact]
    public async Task Buffer_that_the_application_reads_in_is_lent_until_it_has_read_it()
    {
        await using var probe = await ConnectionProbe.StartAsync(TransportKind.IoUring);
        await probe.Client.SendAllAsync(new byte[100]);
        var read = await probe.Connection.Transport.Input.ReadAsync(Token).InTime();
        Assert.Equal(1, probe.Server.Measure("io_uring.buffers.lent"));

        probe.Connection.Transport.Input.AdvanceTo(read.Buffer.End);

        await Eventually.TrueAsync(() => probe.Server.Measure("io_uring.buffers.lent") == 0);
    }

    [Fact]
    public async Task Ring_that_sleeps_is_woken_for_what_others_ask_of_it()
    {
        await using var server = await TestServer.StartRawAsync(
            TransportKind.IoUring, Handlers.EchoAsync, new ServerSettings { Configure = options => options.BusyPollMicroseconds = 0 });
        var connector = server.Services.GetRequiredService<IConnectionFactory>();

        // One at a time, because only they know whether it sleeps.
        await Eventually.TrueAsync(
            async () =>
            {
                await using var connection = await connector.ConnectAsync(server.EndPoint, Token);
                return server.Measure("io_uring.wakes") > 0;
            });
    }

    [Fact]
    public async Task Ring_is_told_by_its_number()
    {
        await using var server = await TestServer.StartRawAsync(
            TransportKind.IoUring, Handlers.EchoAsync, new ServerSettings { Configure = options => options.RingCount = 2 });

        Assert.NotEqual(0, server.Measure("io_uring.enters", ring: 0));
        Assert.NotEqual(0, server.Measure("io_uring.enters", ring: 1));
        Assert.Equal(0, server.Measure("io_uring.enters", ring: 2));
    }

    [Fact]
    public async Task Every_instrument_is_documented_and_described()
    {
        await using var server = await TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync);

        var instruments = server.Instruments;

        var page = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "io-uring.md"), Token);
        Assert.NotEmpty(instruments);
        Assert.All(instruments, instrument =>
        {
            Assert.Contains($"`{instrument.Name}`", page, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(instrument.Description) || string.IsNullOrEmpty(instrument.Unit), instrument.Name);
        });
    }
}
