using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

/// <summary>An application whose ZeroMQ addresses live in memory.</summary>
public sealed class InMemoryHostTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    private readonly WebApplicationFactory<Program> _factory =
        factory.WithWebHostBuilder(static web => web.ConfigureTestServices(static services => services.UseInMemoryZmq()));

    [Fact]
    public async Task A_mapped_handler_answers_without_a_network()
    {
        await using var dealer = await _factory.Services.ConnectZmqAsync<IDealerSocket>("orders", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["""{"symbol":"X","total":6}"""], await dealer.AskAsync("""{"symbol":"X","quantity":3}"""));
        var runtime = _factory.Services.GetRequiredService<ZmqRuntime>();
        Assert.True(runtime.Options.InMemory);
    }

    [Fact]
    public async Task A_mapped_proxy_is_closed_and_opened_over_http()
    {
        using var http = _factory.CreateClient();
        await using var pub = await _factory.Services.ConnectZmqAsync<IXPubSocket>("inproc://market-in", cancellationToken: TestContext.Current.CancellationToken);
        await using var sub = await _factory.Services.ConnectZmqAsync<ISubSocket>("inproc://market", cancellationToken: TestContext.Current.CancellationToken);
        sub.Subscribe("EUR");
        Assert.Equal(["\u0001EUR"], await pub.ReceiveTextAsync());
        Assert.Equal("Paused", await PostAsync(http, "/market/closed"));
        await pub.SendAsync(ZmqMessage.Text("EURUSD"), TestContext.Current.CancellationToken);
        await _factory.Services.GetRequiredService<IXSubSocket>().WaitToReceiveAsync(TestContext.Current.CancellationToken);
        Assert.False(sub.TryReceive(out _));
        Assert.Equal("Active", await PostAsync(http, "/market/open"));

        Assert.Equal(["EURUSD"], await sub.ReceiveTextAsync());
    }

    [Fact]
    public async Task Two_hosts_bind_the_same_addresses_side_by_side()
    {
        await using var other = _factory.WithWebHostBuilder(static _ => { });
        var here = Address(_factory);
        await using var one = await _factory.Services.ConnectZmqAsync<IDealerSocket>("orders", cancellationToken: TestContext.Current.CancellationToken);
        await using var two = await other.Services.ConnectZmqAsync<IDealerSocket>("orders", cancellationToken: TestContext.Current.CancellationToken);
        await using var same = await _factory.Services.ConnectZmqAsync<IDealerSocket>(here, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["""{"symbol":"X","total":2}"""], await one.AskAsync("""{"symbol":"X","quantity":1}"""));
        Assert.Equal(["""{"symbol":"Y","total":4}"""], await two.AskAsync("""{"symbol":"Y","quantity":2}"""));
        Assert.Equal(["""{"symbol":"Z","total":6}"""], await same.AskAsync("""{"symbol":"Z","quantity":3}"""));
    }

    [Fact]
    public async Task A_name_that_is_not_bound_is_an_error_that_lists_those_that_are()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await _factory.Services.ConnectZmqAsync<IDealerSocket>("ordres", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("no socket 'ordres'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("orders", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<string> PostAsync(HttpClient http, string path)
    {
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content: null, TestContext.Current.CancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static string Address(WebApplicationFactory<Program> host) =>
        host.Services.GetRequiredKeyedService<IRouterSocket>("orders").BoundAddresses[0].ToString();
}
