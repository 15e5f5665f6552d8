using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

public sealed class ShutdownTests
{
    private const string Loopback = "tcp://127.0.0.1:0";

    [Fact]
    public async Task Running_handler_finishes_and_its_reply_leaves()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await WebApp.StartAsync(app => app.MapZmqRouter(Loopback, async (CancellationToken aborted) =>
        {
            entered.SetResult();
            await release.Task;
            return aborted.IsCancellationRequested ? "aborted" : "finished";
        }));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await dealer.SendAsync(ZmqMessage.Text("x"), TestContext.Current.CancellationToken).Within();
        await entered.Task.Within();
        var stopping = app.App.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(stopping.IsCompleted);
        release.SetResult();

        Assert.Equal(["finished"], await dealer.ReceiveTextAsync());
        await stopping.Within();
    }

    [Fact]
    public async Task Handler_that_does_not_finish_is_aborted_at_the_timeout()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqRouter(Loopback, async context =>
            {
                context.Aborted.Register(aborted.SetResult);
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, context.Aborted);
            }),
            builder => builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200)));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await dealer.SendAsync(ZmqMessage.Text("x"), TestContext.Current.CancellationToken).Within();
        await entered.Task.Within();
        await app.App.StopAsync(TestContext.Current.CancellationToken).Within();

        await aborted.Task.Within();
        Assert.Contains(app.Log.Entries, entry => entry.Id == 4007);
    }

    [Fact]
    public async Task Nobody_new_is_accepted_once_the_host_stops()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await WebApp.StartAsync(app => app.MapZmqRouter(Loopback, async _ =>
        {
            entered.SetResult();
            await release.Task;
        }));
        var port = app.Socket<IRouterSocket>().BoundAddresses[0].Port!.Value;
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await dealer.SendAsync(ZmqMessage.Text("x"), TestContext.Current.CancellationToken).Within();
        await entered.Task.Within();
        var stopping = app.App.StopAsync(TestContext.Current.CancellationToken);
        await Deadline.UntilAsync(async () =>
        {
            using var client = new System.Net.Sockets.TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
                return false;
            }
            catch (System.Net.Sockets.SocketException)
            {
                return true;
            }
        });
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        await stopping.Within();
    }
}
