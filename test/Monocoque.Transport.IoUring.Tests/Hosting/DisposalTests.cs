using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Hosting;

public class DisposalTests
{
    public DisposalTests() => IoUringArm.SkipIfLeftOut();

    [Fact]
    public async Task A_transport_disposed_on_a_ring_of_its_own_waits_for_nothing_and_the_ring_ends()
    {
        using var host = new HostBuilder().ConfigureWebHost(web => web.UseKestrelCore().UseIoUring(options => options.Required = true).Configure(_ => { })).Build();
        var transport = (IoUringTransport)host.Services.GetRequiredService<IConnectionFactory>();
        var listener = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), TestContext.Current.CancellationToken);
        await listener.DisposeAsync();
        var thread = transport.Rings!.Rings[0];
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        thread.Post(
            _ =>
            {
                transport.Dispose();
                disposed.SetResult();
            },
            null);

        await disposed.Task.InTime();
        await Eventually.TrueAsync(() => thread.HasEnded);
    }
}
