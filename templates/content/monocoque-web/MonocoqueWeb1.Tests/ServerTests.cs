using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Monocoque;
using Xunit;

namespace MonocoqueWeb1.Tests;

/// <summary>The whole server, with its ZeroMQ addresses in memory: no port is opened, so tests run side by side.</summary>
public sealed class ServerTests : IAsyncDisposable
{
    private readonly WebApplicationFactory<Program> _factory = new WebApplicationFactory<Program>()
        .WithWebHostBuilder(web => web.ConfigureTestServices(services => services.UseInMemoryZmq()));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    [Fact]
    public async Task Request_is_answered()
    {
        await using var req = await _factory.Services.ConnectZmqAsync<IReqSocket>("hello", cancellationToken: Cancelled);

        await req.SendAsync("Ada", Cancelled);
        using var reply = await req.ReceiveAsync(Cancelled);

        using var greeting = JsonDocument.Parse(reply.Last);
        Assert.Equal("Hello Ada over ZeroMQ", greeting.RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_is_posted_over_http_reaches_the_subscribers()
    {
        using var http = _factory.CreateClient();
        await using var sub = await _factory.Services.ConnectZmqAsync<ISubSocket>("news", cancellationToken: Cancelled);
        sub.Subscribe("weather");
        await _factory.Services.GetRequiredKeyedService<IPubSocket>("news").WaitForSubscriberAsync("weather", cancellationToken: Cancelled);

        using var response = await http.PostAsJsonAsync("/news/weather", new { text = "sunny" }, Cancelled);
        using var news = await sub.ReceiveAsync(Cancelled);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("weather", news.GetString(0));
        Assert.Equal("sunny", news.GetString(1));
    }
}
