using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

/// <summary>HTTP requests that share one injected socket, as they do in every application.</summary>
public sealed class SharedRequestTests
{
    private const int Requests = 100;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hundred_http_requests_at_once_get_their_own_replies_over_one_socket(bool isDealer)
    {
        await using var router = await ZmqSocket.BindAsync<IRouterSocket>("tcp://127.0.0.1:0", cancellationToken: TestContext.Current.CancellationToken);
        await using var app = await StartAsync(isDealer, router);
        using var http = CreateClient(app);

        var answers = Enumerable.Range(0, Requests)
            .Select(i => http.GetStringAsync($"/ask/{i}", TestContext.Current.CancellationToken)).ToList();
        var waiting = new List<ZmqMessage>();
        for (var i = 0; i < Requests; i++)
            waiting.Add(await router.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().Within());
        waiting.Reverse();
        foreach (var message in waiting)
            await router.SendAsync(message, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, Requests).Select(static i => $"{i}"), await Task.WhenAll(answers).Within());
    }

    [Fact]
    public async Task Http_requests_whose_server_goes_away_fail_at_once_and_the_next_ones_are_served()
    {
        var router = await ZmqSocket.BindAsync<IRouterSocket>("tcp://127.0.0.1:0", cancellationToken: TestContext.Current.CancellationToken);
        await using var app = await StartAsync(isDealer: false, router);
        using var http = CreateClient(app);
        var address = router.Address();
        var lost = Enumerable.Range(0, 10).Select(i => http.GetAsync($"/ask/{i}", TestContext.Current.CancellationToken)).ToList();
        for (var i = 0; i < lost.Count; i++)
            (await router.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().Within()).Dispose();
        router.Dispose();
        foreach (var response in await Task.WhenAll(lost).Within())
            Assert.Equal(503, (int)response.StatusCode);

        await using var next = ZmqSocket.Create<IRouterSocket>();
        await Deadline.UntilAsync(async () =>
        {
            try
            {
                await next.BindAsync(address, TestContext.Current.CancellationToken);
                return true;
            }
            catch (ZmqException exception) when (exception.Error == ZmqError.AddressInUse)
            {
                return false;
            }
        });
        var served = http.GetStringAsync("/ask/again", TestContext.Current.CancellationToken);
        var request = await next.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().Within();
        await next.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("again", await served.Within());
    }

    private static Task<WebApp> StartAsync(bool isDealer, IRouterSocket router) => WebApp.StartAsync(
        app => app.MapGet("/ask/{what}", async (string what, IServiceProvider services, CancellationToken token) =>
        {
            try
            {
                using var reply = isDealer
                    ? await services.GetRequiredService<IDealerSocket>().RequestAsync(ZmqMessage.Text(what), s_long, token)
                    : await services.GetRequiredService<IReqSocket>().RequestAsync(ZmqMessage.Text(what), s_long, token);
                return Microsoft.AspNetCore.Http.Results.Text(reply.GetString(0));
            }
            catch (ZmqException exception) when (exception.Error == ZmqError.HostUnreachable)
            {
                return Microsoft.AspNetCore.Http.Results.StatusCode(503);
            }
        }),
        builder => _ = isDealer
            ? builder.Services.AddZmq().AddSocket<IDealerSocket>("backend", options => options.Connect.Add(router.Address()))
            : builder.Services.AddZmq().AddSocket<IReqSocket>("backend", options => options.Connect.Add(router.Address())));

    private static HttpClient CreateClient(WebApp app) => new()
    {
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
    };
}
