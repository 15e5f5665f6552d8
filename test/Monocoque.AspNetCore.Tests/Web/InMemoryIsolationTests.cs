using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.AspNetCore.Tests.Web;

/// <summary>Hosts whose addresses live in memory, side by side in one process.</summary>
public sealed class InMemoryIsolationTests
{
    private const string Address = "tcp://127.0.0.1:5555";

    [Fact]
    public async Task Each_of_two_hosts_with_the_same_addresses_answers_for_itself()
    {
        await using var red = await StartAsync("red");
        await using var blue = await StartAsync("blue");
        await using var toRed = await ConnectAsync<IDealerSocket>(red, Address);
        await using var toBlue = await ConnectAsync<IDealerSocket>(blue, Address);

        Assert.Equal(["red"], await toRed.AskAsync("who?"));
        Assert.Equal(["blue"], await toBlue.AskAsync("who?"));
    }

    /// <summary>A socket that waits for a name is not served by whom has it in another host, only by its own.</summary>
    [Fact]
    public async Task Name_of_another_host_is_not_reached()
    {
        await using var red = await StartAsync("red");
        await using var blue = await StartAsync("blue");
        await using var waiting = red.Services.GetRequiredService<ZmqRuntime>().CreateSocket<IReqSocket>();
        waiting.Connect("inproc://hall");
        var asked = waiting.RequestAsync(ZmqMessage.Text("who?"), Deadline.Time, TestContext.Current.CancellationToken).AsTask();

        await using var inBlue = await BindAsync(blue, "inproc://hall");
        await using var blues = await ConnectAsync<IDealerSocket>(blue, "inproc://hall");
        await blues.SendAsync(ZmqMessage.Text("", "from blue"), TestContext.Current.CancellationToken);
        using var first = await inBlue.ReceiveAsync(TestContext.Current.CancellationToken).Within();
        Assert.Equal("from blue", first.GetString(0));
        Assert.False(asked.IsCompleted);
        Assert.Single(inBlue.GetPeers());

        await using var inRed = await BindAsync(red, "inproc://hall");
        using var question = await inRed.ReceiveAsync(TestContext.Current.CancellationToken).Within();
        await inRed.SendAsync("red", TestContext.Current.CancellationToken);
        using var answer = await asked.Within();
        Assert.Equal("red", answer.GetString(0));
    }

    [Fact]
    public async Task Host_that_connects_out_finds_what_the_test_has_bound()
    {
        const string Feed = "tcp://feed.example:5556";
        await using var host = await StartAsync("red", static builder => builder.Services.AddZmq().AddSocket<ISubSocket>("quotes", static options =>
        {
            options.Connect.Add(Feed);
            options.Subscribe.Add("");
        }));
        await using var feed = host.Services.GetRequiredService<ZmqRuntime>().CreateSocket<IPubSocket>();
        await feed.BindAsync(Feed, TestContext.Current.CancellationToken).Within();
        await feed.WaitForSubscriberAsync(count: 1, cancellationToken: TestContext.Current.CancellationToken).Within();

        await feed.PublishAsync("EUR", "1.1", TestContext.Current.CancellationToken).Within();

        Assert.Equal(["EUR", "1.1"], await host.Socket<ISubSocket>().ReceiveTextAsync());
    }

    [Fact]
    public async Task Time_is_what_the_services_say_it_is()
    {
        var clock = new TestClock();
        var never = new TaskCompletionSource<string>();
        await using var host = await StartAsync("red", builder => builder.Services.AddSingleton<TimeProvider>(clock), _ => never.Task);
        await using var req = await ConnectAsync<IReqSocket>(host, Address);
        var asked = req.RequestAsync(ZmqMessage.Text("who?"), TimeSpan.FromHours(1), TestContext.Current.CancellationToken).AsTask();
        await Deadline.UntilAsync(() => Task.FromResult(clock.Pending.Contains(TimeSpan.FromHours(1))));

        clock.Advance(TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<TimeoutException>(() => asked.Within());
    }

    private static Task<WebApp> StartAsync(
        string name, Action<WebApplicationBuilder>? configure = null, Func<CancellationToken, Task<string>>? answer = null) =>
        WebApp.StartAsync(
            app => app.MapZmqRouter(Address, answer ?? (_ => Task.FromResult(name))),
            builder =>
            {
                builder.Services.UseInMemoryZmq();
                configure?.Invoke(builder);
            });

    private static Task<TSocket> ConnectAsync<TSocket>(WebApp host, string address)
        where TSocket : class, IZmqSocket =>
        host.Services.ConnectZmqAsync<TSocket>(address, cancellationToken: TestContext.Current.CancellationToken).Within();

    private static async Task<IRepSocket> BindAsync(WebApp host, string address)
    {
        var rep = host.Services.GetRequiredService<ZmqRuntime>().CreateSocket<IRepSocket>();
        await rep.BindAsync(address, TestContext.Current.CancellationToken).Within();
        return rep;
    }
}
