using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Rings;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Hosting;

public class UseIoUringTests
{
    private static readonly Func<RingSettings, string?> s_forbidden = _ => RingProbe.Explain(new RingException("io_uring_setup", Errno.EPERM), "0");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transport_is_the_last_factory_and_sockets_are_the_one_before(bool isKestrelFirst)
    {
        using var host = new HostBuilder().ConfigureWebHost(web =>
        {
            if (isKestrelFirst)
                web.UseKestrel().UseIoUring().UseIoUring();
            else
                web.UseIoUring().UseKestrel().UseIoUring();
            web.Configure(_ => { });
        }).Build();
        var services = host.Services;

        var factories = services.GetServices<IConnectionListenerFactory>().ToArray();

        Assert.Equal(2, factories.Length);
        Assert.IsType<SocketTransportFactory>(factories[0]);
        Assert.Same(factories[1], services.GetRequiredService<IConnectionFactory>());
        Assert.Same(factories[1], services.GetRequiredService<IConnectionListenerFactorySelector>());
    }

    [Fact]
    public async Task Ring_that_the_kernel_refuses_leaves_the_server_to_sockets_with_one_warning()
    {
        await using var server = await TestServer.StartRawAsync(
            TransportKind.Sockets, Handlers.EchoAsync, new ServerSettings { Host = host => host.UseIoUring(options => options.FindObstacle = s_forbidden) });
        using var client = await server.ConnectAsync();
        await client.SendAllAsync(new byte[3]);

        Assert.Equal(3, (await client.ReceiveAsync(3)).Length);
        Assert.Contains("seccomp", Assert.Single(server.Log.Entries, entry => entry.Id.Id == 5001).Text, StringComparison.Ordinal);
        await using var outgoing = await server.Services.GetRequiredService<IConnectionFactory>().ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken);
        Assert.Equal(server.EndPoint, outgoing.RemoteEndPoint);
    }

    [Fact]
    public async Task Required_ring_that_the_kernel_refuses_is_an_error_at_start()
    {
        var settings = new ServerSettings { Configure = options => options.FindObstacle = s_forbidden };

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync, settings));

        Assert.Contains("seccomp", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RingCount", 0)]
    [InlineData("QueueDepth", 100)]
    [InlineData("CompletionQueueDepth", 128)]
    [InlineData("ReceiveBufferCount", 65536)]
    [InlineData("ReceiveBufferSize", 1)]
    [InlineData("BusyPollMicroseconds", -1)]
    [InlineData("Backlog", 0)]
    [InlineData("MaxReadBufferSize", 0)]
    [InlineData("MaxWriteBufferSize", -1)]
    public async Task Option_out_of_its_range_fails_the_start_by_name(string option, int value)
    {
        var property = typeof(IoUringTransportOptions).GetProperty(option)!;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var settings = new ServerSettings { Configure = options => property.SetValue(options, Convert.ChangeType(value, type, provider: null)) };

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync, settings));

        Assert.Contains(option, exception.Message, StringComparison.Ordinal);
    }
}
