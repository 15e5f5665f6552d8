using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

public sealed class MappedHandlerTests
{
    private const string Loopback = "tcp://127.0.0.1:0";

    [Fact]
    public async Task Filters_run_in_written_order_around_the_handler()
    {
        var seen = new ConcurrentQueue<string>();
        Func<ZmqDelegate, ZmqDelegate> Filter(string name) => next => async context =>
        {
            seen.Enqueue(name);
            await next(context);
            seen.Enqueue("/" + name);
        };
        await using var app = await WebApp.StartAsync(app => app.MapZmqRep(Loopback, () => "x").Use(Filter("a")).Use(Filter("b")));
        await using var req = await Clients.ConnectAsync<IReqSocket>(app.Socket<IRepSocket>());
        (await req.RequestAsync(ZmqMessage.Text("1"), Deadline.Time, TestContext.Current.CancellationToken)).Dispose();
        (await req.RequestAsync(ZmqMessage.Text("2"), Deadline.Time, TestContext.Current.CancellationToken)).Dispose();

        Assert.Equal(["a", "b", "/b", "/a"], seen.Take(4));
    }

    [Fact]
    public async Task Filter_may_answer_instead_of_the_handler()
    {
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqRouter(Loopback, () => "handler").Use(_ => context => context.ReplyAsync(ZmqMessage.Text("filter"))));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());

        Assert.Equal(["filter"], await dealer.AskAsync("x"));
    }

    [Fact]
    public async Task Dealer_connects_and_answers()
    {
        await using var router = await ZmqSocket.BindAsync<IRouterSocket>(Loopback, cancellationToken: TestContext.Current.CancellationToken);
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqDealer("work", (string text) => text + "!"),
            builder => builder.Configuration.AddInMemoryCollection(
                [new("Zmq:Sockets:work:Type", "dealer"), new("Zmq:Sockets:work:RoutingId", "me"), new("Zmq:Sockets:work:Connect", router.Address())]));
        await Deadline.UntilAsync(async () =>
        {
            await router.SendAsync(ZmqMessage.Text("me", "", "ping"), TestContext.Current.CancellationToken);
            return router.TryReceive(out var early) && early.Count == 3 && early.GetString(2) == "ping!";
        });
    }

    [Fact]
    public async Task Leading_arrow_connects()
    {
        await using var pub = await ZmqSocket.BindAsync<IPubSocket>(Loopback, cancellationToken: TestContext.Current.CancellationToken);
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqSub(">" + pub.Address(), "a", (string topic, string body) => { seen.TrySetResult(topic + body); }));
        await Deadline.UntilAsync(async () =>
        {
            await pub.PublishAsync("ab", "c", TestContext.Current.CancellationToken);
            return seen.Task.IsCompleted;
        });

        Assert.Equal("abc", await seen.Task);
        Assert.Contains($"SUB '>{pub.Address()}' connects to {pub.Address()}", app.Log.Texts);
    }

    [Fact]
    public async Task Socket_of_a_mapping_has_all_its_addresses()
    {
        await using var app = await WebApp.StartAsync(app => app.MapZmqRouter(Loopback, () => "x").BindTo(Loopback));
        var router = app.Socket<IRouterSocket>();

        Assert.Equal(2, router.BoundAddresses.Count);
        foreach (var address in router.BoundAddresses)
            Assert.Contains($"ROUTER '{Loopback}' listens on {address}", app.Log.Texts);
    }

    [Fact]
    public async Task Topics_share_one_subscribing_socket()
    {
        var seen = new ConcurrentDictionary<string, string>();
        await using var app = await WebApp.StartAsync(
            app =>
            {
                app.MapZmqSub("feed", "a", (string topic) => { seen[topic] = "a"; });
                app.MapZmqSub("feed", "b", (string topic) => { seen[topic] = "b"; });
            },
            builder => builder.Configuration.AddInMemoryCollection([new("Zmq:Sockets:feed:Type", "SUB"), new("Zmq:Sockets:feed:Bind", Loopback)]));
        await using var pub = await Clients.ConnectAsync<IPubSocket>(app.Socket<ISubSocket>());
        await Deadline.UntilAsync(async () =>
        {
            await pub.PublishAsync("a1", "", TestContext.Current.CancellationToken);
            await pub.PublishAsync("b1", "", TestContext.Current.CancellationToken);
            return seen.Count == 2;
        });

        Assert.Equal(("a", "b"), (seen["a1"], seen["b1"]));
    }

    [Fact]
    public async Task Topics_of_one_socket_need_one_concurrency() => Assert.Contains(
        "The topics mapped on SUB 'feed' share one socket and need the same WithConcurrency",
        await WebApp.FailStartAsync(
            app =>
            {
                app.MapZmqSub("feed", "a", _ => default);
                app.MapZmqSub("feed", "b", _ => default).WithConcurrency(2);
            },
            builder => builder.Configuration.AddInMemoryCollection([new("Zmq:Sockets:feed:Type", "SUB")])), StringComparison.Ordinal);

    [Fact]
    public async Task Handler_may_take_a_socket_that_is_mapped_after_it()
    {
        await using var app = await WebApp.StartAsync(app =>
        {
            app.MapZmqRouter(Loopback, (IPubSocket prices, [Microsoft.Extensions.DependencyInjection.FromKeyedServices("tcp://127.0.0.1:0#2")] IPubSocket same) =>
                prices == same ? prices.Name : "another");
            app.MapZmqPub(Loopback);
        });
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());

        Assert.Equal(["tcp://127.0.0.1:0#2"], await dealer.AskAsync("x"));
    }

    [Fact]
    public async Task Handler_that_takes_a_socket_nobody_declared_does_not_start()
    {
        Assert.Contains(
            "the parameter 'prices' (IPubSocket) cannot be given. IPubSocket cannot be injected: there is no PUB socket.",
            await WebApp.FailStartAsync(app => app.MapZmqRouter(Loopback, (IPubSocket prices) => prices.Name)), StringComparison.Ordinal);
        Assert.Contains(
            "the parameter 'prices' (IPubSocket) cannot be given. There is no socket named 'prcies'.",
            await WebApp.FailStartAsync(app => app.MapZmqRouter(
                Loopback, ([Microsoft.Extensions.DependencyInjection.FromKeyedServices("prcies")] IPubSocket prices) => prices.Name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_class_gets_services_and_is_disposed_after_each_message()
    {
        var ledger = new ConcurrentQueue<string>();
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqRouter<LedgerHandler>(Loopback), builder => builder.Services.AddSingleton(ledger));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await dealer.AskAsync("1");
        await dealer.AskAsync("2");
        await Deadline.UntilAsync(() => Task.FromResult(ledger.Count == 4));

        Assert.Equal(["1", "disposed", "2", "disposed"], ledger);
    }

    [Fact]
    public async Task Mapping_and_changing_end_with_the_start()
    {
        ZmqEndpointConventionBuilder? early = null;
        await using var app = await WebApp.StartAsync(app => early = app.MapZmqRouter(Loopback, _ => default));

        Assert.Contains("the application has started", Assert.Throws<InvalidOperationException>(() => app.App.MapZmqPub(Loopback)).Message, StringComparison.Ordinal);
        Assert.Contains("the application has started", Assert.Throws<InvalidOperationException>(() => early!.WithConcurrency(2)).Message, StringComparison.Ordinal);
    }

    private sealed class LedgerHandler(ConcurrentQueue<string> ledger) : IZmqHandler, IDisposable
    {
        public ValueTask HandleAsync(ZmqContext context)
        {
            ledger.Enqueue(context.Message.GetString(0));
            return context.ReplyAsync(ZmqMessage.Text("ok"));
        }

        public void Dispose() => ledger.Enqueue("disposed");
    }
}
