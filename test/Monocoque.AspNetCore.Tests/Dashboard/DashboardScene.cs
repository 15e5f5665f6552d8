using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.Testing;

namespace Monocoque.AspNetCore.Tests.Dashboard;

/// <summary>Something to look at: traffic, a slow subscriber, an address where nobody is, a peer that was refused.</summary>
internal sealed class DashboardScene(DashboardApp app, ZmqRuntime runtime) : IAsyncDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal DashboardApp App => app;

    internal static async Task<DashboardScene> StartAsync() => new(
        await DashboardApp.StartAsync(
            static zmq => zmq
                .AddSocket<IPubSocket>("prices", static options =>
                {
                    options.Bind.Add(DashboardApp.Loopback);
                    options.SendHighWaterMark = 200;
                })
                .AddSocket<IRouterSocket>("orders", static options =>
                {
                    options.Bind.Add(DashboardApp.Loopback);
                    (options.Security.Mechanism, options.Security.AsServer) = (ZmqMechanism.Plain, true);
                    options.Security.Users["alice"] = options.Security.Users["bob"] = "word";
                })
                .AddSocket<ISubSocket>("quotes", static options => options.Connect.Add("tcp://127.0.0.1:1")),
            static app =>
            {
                app.MapZmqDashboard();
                app.MapZmqRouter("orders", static (string text) => text);
            }),
        new ZmqRuntime());

    /// <summary>Lets the page see some seconds of it.</summary>
    internal async Task PlayAsync(Chromium browser)
    {
        var orders = app.App.Socket<IRouterSocket>("orders").Address();
        await using var alice = await ConnectAsync(orders, "alice", "word");
        await using var bob = await ConnectAsync(orders, "bob", "word");
        await using var mallory = Create("mallory", "guess");
        mallory.Connect(orders);
        var prices = app.App.Socket<IPubSocket>("prices");
        await using var slow = runtime.CreateSocket<ISubSocket>(static options => options.ReceiveHighWaterMark = 1);
        slow.Subscribe("");
        await slow.ConnectAsync(prices.Address(), Token).Within();
        var body = new byte[64 * 1024];
        for (var second = 0; second < 8; second++)
        {
            for (var i = 0; i < 20 + (second * 13 % 40); i++)
            {
                await alice.AskAsync("buy");
                await bob.AskAsync("sell");
                await prices.PublishAsync("EURUSD", body, Token);
            }
            await browser.EvaluateAsync("new Promise(done => setTimeout(done, 1000))");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await runtime.DisposeAsync();
    }

    private async Task<IDealerSocket> ConnectAsync(string address, string user, string password)
    {
        var dealer = Create(user, password);
        await dealer.ConnectAsync(address, Token).Within();
        return dealer;
    }

    private IDealerSocket Create(string user, string password) => runtime.CreateSocket<IDealerSocket>(options =>
    {
        options.RoutingId = $"desk-{user}";
        (options.Security.Mechanism, options.Security.Username, options.Security.Password) = (ZmqMechanism.Plain, user, password);
    });
}
