using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

public sealed class MappedPatternTests
{
    private const string Loopback = "tcp://127.0.0.1:0";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pull_handles_what_is_pushed()
    {
        var seen = Channel.CreateUnbounded<string>();
        await using var app = await WebApp.StartAsync(app => app.MapZmqPull(Loopback, (string text) => seen.Writer.WriteAsync(text)));
        await using var push = await Clients.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>());
        await push.SendAsync("one", Token);
        await push.SendAsync("two", Token);

        Assert.Equal("one", await seen.Reader.ReadAsync(Token).Within());
        Assert.Equal("two", await seen.Reader.ReadAsync(Token).Within());
    }

    [Fact]
    public async Task Pull_named_in_the_configuration_is_mapped()
    {
        var seen = Channel.CreateUnbounded<string>();
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqPull("work", async context => await seen.Writer.WriteAsync(context.Message.GetString(0))),
            builder => builder.Configuration.AddInMemoryCollection([new("Zmq:Sockets:work:Type", "Pull"), new("Zmq:Sockets:work:Bind", Loopback)]));
        await using var push = await Clients.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>());
        await push.SendAsync("work", Token);

        Assert.Equal("work", await seen.Reader.ReadAsync(Token).Within());
    }

    [Fact]
    public async Task Pair_answers_its_peer()
    {
        await using var app = await WebApp.StartAsync(app => app.MapZmqPair(Loopback, (string text) => text + "!"));
        await using var pair = await Clients.ConnectAsync<IPairSocket>(app.Socket<IPairSocket>());
        await pair.SendAsync("hello", Token);

        Assert.Equal(["hello!"], await pair.ReceiveTextAsync());
    }

    [Fact]
    public async Task Push_is_opened_and_injected()
    {
        await using var app = await WebApp.StartAsync(app => app.MapZmqPush(Loopback));
        var push = app.Socket<IPushSocket>();
        await using var pull = await Clients.ConnectAsync<IPullSocket>(push);
        await push.SendAsync("job", Token);

        Assert.Equal(["job"], await pull.ReceiveTextAsync());
    }

    [Fact]
    public async Task Xpub_handler_sees_subscriptions_and_sends_a_last_value()
    {
        await using var app = await WebApp.StartAsync(app => app.MapZmqXPub(Loopback, (ZmqMessage message, IXPubSocket prices) =>
        {
            if (ZmqSubscription.TryRead(message, out var news) && news.IsSubscribe)
                prices.TrySendTo(message.Peer!, ZmqMessage.Create([news.Prefix, "last"u8.ToArray()]));
        }));
        await using var sub = await Clients.ConnectAsync<ISubSocket>(app.Socket<IXPubSocket>());
        sub.Subscribe("EUR");

        Assert.Equal(["EUR", "last"], await sub.ReceiveTextAsync());
    }

    [Fact]
    public async Task Xsub_handles_the_topic_it_was_mapped_for()
    {
        await using var pub = await ZmqSocket.BindAsync<IXPubSocket>(Loopback, cancellationToken: Token);
        var seen = Channel.CreateUnbounded<string>();
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqXSub(">" + pub.Address(), "a", (string topic, string body) => seen.Writer.WriteAsync(topic + body)));
        Assert.Equal(["\u0001a"], await pub.ReceiveTextAsync());
        await pub.SendAsync(ZmqMessage.Text("ab", "c"), Token);

        Assert.Equal("abc", await seen.Reader.ReadAsync(Token).Within());
    }

    [Fact]
    public async Task Result_where_nobody_can_be_answered_is_refused_when_mapped()
    {
        await using var app = await WebApp.StartAsync(app =>
        {
            Assert.Contains("PULL cannot reply", Refusal(() => app.MapZmqPull(Loopback, () => "x")), StringComparison.Ordinal);
            Assert.Contains("XPUB cannot reply", Refusal(() => app.MapZmqXPub(Loopback, () => "x")), StringComparison.Ordinal);
            Assert.Contains("XSUB cannot reply", Refusal(() => app.MapZmqXSub(Loopback, "", () => "x")), StringComparison.Ordinal);
        });
    }

    private static string Refusal(Action map) => Assert.Throws<InvalidOperationException>(map).Message;
}
