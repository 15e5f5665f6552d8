using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

public sealed class TestAppTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    [Fact]
    public async Task Controller_publishes_on_an_injected_socket()
    {
        using var http = factory.CreateClient();
        await using var sub = await Clients.ConnectAsync<ISubSocket>(Socket<IPubSocket>("prices"));
        sub.Subscribe("EUR");
        JsonElement answer = default;
        ZmqMessage received = default;
        await Deadline.UntilAsync(async () =>
        {
            using var response = await http.PostAsJsonAsync("/prices/EURUSD", "1.07", TestContext.Current.CancellationToken);
            answer = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            return sub.TryReceive(out received);
        });

        Assert.Equal("EURUSD", received.GetString(0));
        Assert.Equal("1.07", received.GetString(1));
        Assert.True(answer.GetProperty("same").GetBoolean());
        Assert.Equal("prices", answer.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Router_answers_json_to_dealers_and_requesters()
    {
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(Socket<IRouterSocket>("orders"));
        await using var req = await Clients.ConnectAsync<IReqSocket>(Socket<IRouterSocket>("orders"));

        Assert.Equal(["""{"symbol":"X","total":6}"""], await dealer.AskAsync("""{"symbol":"X","quantity":3}"""));
        using var reply = await req.RequestAsync(
            ZmqMessage.Text("""{"symbol":"Y","quantity":1}"""), Deadline.Time, TestContext.Current.CancellationToken);
        Assert.Equal("""{"symbol":"Y","total":2}""", reply.GetString(0));
    }

    [Fact]
    public async Task Rep_answers_by_a_class()
    {
        await using var req = await Clients.ConnectAsync<IReqSocket>(Socket<IRepSocket>("clock"));
        await req.SendAsync(ZmqMessage.Text("Hello"), TestContext.Current.CancellationToken).Within();

        Assert.Equal(["Hello at noon"], await req.ReceiveTextAsync());
    }

    [Fact]
    public async Task Sub_hands_messages_to_its_handler()
    {
        using var http = factory.CreateClient();
        await using var pub = await Clients.ConnectAsync<IPubSocket>(Socket<ISubSocket>("quotes"));
        await Deadline.UntilAsync(async () =>
        {
            await pub.PublishAsync("XAU.USD", "9", TestContext.Current.CancellationToken);
            await pub.PublishAsync("EUR.USD", "1", TestContext.Current.CancellationToken);
            return await http.GetStringAsync("/quotes/EUR.USD", TestContext.Current.CancellationToken) == "1";
        });

        Assert.Equal("", await http.GetStringAsync("/quotes/XAU.USD", TestContext.Current.CancellationToken));
    }

    private TSocket Socket<TSocket>(string name)
        where TSocket : class, IZmqSocket => factory.Services.GetRequiredKeyedService<TSocket>(name);
}
