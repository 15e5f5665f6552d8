using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

/// <summary>Mistakes that show when everything is mapped: each stops the start, or is told, with its remedy.</summary>
public sealed class MappingMistakeTests
{
    private const string Loopback = "tcp://127.0.0.1:0";
    private const int NoAddress = 4010;

    private static readonly ZmqDelegate s_nothing = _ => default;

    private interface IMissing;

    public static TheoryData<Action<IEndpointConventionBuilder>, string> Conventions => new()
    {
        { static endpoint => endpoint.RequireRateLimiting("slow"), "has RequireRateLimiting, of its own or of a group, which works on HTTP requests only." },
        { static endpoint => endpoint.RequireHost("example.com"), "has RequireHost, of its own or of a group, which works on HTTP requests only. Take it off" },
        { static endpoint => endpoint.WithRequestTimeout(TimeSpan.FromSeconds(1)), "has WithRequestTimeout" },
        { static endpoint => endpoint.CacheOutput(), "has CacheOutput" },
    };

    [Theory]
    [MemberData(nameof(Conventions), DisableDiscoveryEnumeration = true)]
    public async Task Convention_that_only_http_carries_out_does_not_start(Action<IEndpointConventionBuilder> convention, string expected)
    {
        Assert.Contains(expected, await WebApp.FailStartAsync(app => convention(app.MapZmqRouter(Loopback, s_nothing))), StringComparison.Ordinal);
        Assert.Contains(
            expected,
            await WebApp.FailStartAsync(app =>
            {
                var group = app.MapGroup("");
                convention(group);
                group.MapZmqRouter(Loopback, s_nothing);
            }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_of_http_endpoints_does_not_start() => Assert.Contains(
        "has an endpoint filter (AddEndpointFilter), which works on HTTP requests only. Use Use(next => …)",
        await WebApp.FailStartAsync(static app => app.MapGroup("").AddEndpointFilter((context, next) => next(context)).MapZmqRouter(Loopback, s_nothing)),
        StringComparison.Ordinal);

    [Fact]
    public async Task Handler_class_is_checked_for_what_it_asks_for()
    {
        Assert.Contains(
            "NeedsMissing cannot handle ROUTER 'tcp://127.0.0.1:0': its constructor asks for 'missing' (IMissing), which is not registered.",
            await WebApp.FailStartAsync(static app => app.MapZmqRouter<NeedsMissing>(Loopback)), StringComparison.Ordinal);
        Assert.Contains(
            "its constructor asks for 'text' (string) with the key 'k', which is not registered",
            await WebApp.FailStartAsync(static app => app.MapZmqRouter<NeedsKeyed>(Loopback)), StringComparison.Ordinal);
        Assert.Contains(
            "NeedsSocket cannot handle ROUTER 'tcp://127.0.0.1:0': 'prices' of its constructor (IPubSocket) cannot be given. There is no socket named 'prcies'.",
            await WebApp.FailStartAsync(static app => app.MapZmqRouter<NeedsSocket>(Loopback)), StringComparison.Ordinal);
        Assert.Contains(
            "it is abstract", await WebApp.FailStartAsync(static app => app.MapZmqRouter<IZmqHandler>(Loopback)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_class_may_take_a_socket_that_is_mapped_after_it()
    {
        await using var app = await WebApp.StartAsync(static app =>
        {
            app.MapZmqRouter<TakesSocket>(Loopback);
            app.MapZmqPub("inproc://prices");
        });
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());

        Assert.Equal(["PUB"], await dealer.AskAsync("x"));
    }

    [Theory]
    [InlineData("USD", "subscribe to 'USD', but the topics that are mapped are 'EUR', 'GBP'. Map that topic too, or remove it from Subscribe.")]
    [InlineData("", "subscribe to everything, but the topics that are mapped are 'EUR', 'GBP'.")]
    public async Task Topic_of_the_options_that_nobody_handles_does_not_start(string topic, string expected) => Assert.Contains(
        expected, await WebApp.FailStartAsync(MapTopics, builder => AddFeed(builder, topic)), StringComparison.Ordinal);

    [Fact]
    public async Task Topic_of_the_options_that_a_handler_takes_starts()
    {
        await using var app = await WebApp.StartAsync(MapTopics, static builder => AddFeed(builder, "EURUSD"));
    }

    [Fact]
    public async Task Mapped_socket_without_an_address_is_a_warning()
    {
        await using var app = await WebApp.StartAsync(
            static app =>
            {
                app.MapZmqRouter("alone", s_nothing);
                app.MapZmqRouter("bound", s_nothing).BindTo(Loopback);
                app.MapZmqRouter("connected", s_nothing).ConnectTo("tcp://127.0.0.1:1");
                app.MapZmqRouter("web", s_nothing);
                app.MapZmqWebSocket("/zmq", "web");
            },
            static builder => builder.Configuration.AddInMemoryCollection(
                Array.ConvertAll(["alone", "bound", "connected", "web"], static name => KeyValuePair.Create($"Zmq:Sockets:{name}:Type", (string?)"Router"))));

        Assert.StartsWith(
            "ROUTER 'alone' is mapped, but has no address, so nobody reaches it.", Assert.Single(app.Log.Entries, static entry => entry.Id == NoAddress).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mapped_socket_without_an_address_is_reached_on_shared_ports()
    {
        await using var app = await WebApp.StartAsync(
            static app => app.MapZmqRouter("alone", s_nothing),
            static builder => builder.Configuration["Zmq:Sockets:alone:Type"] = "Router", static zmtp => zmtp.ShareHttpPorts = true);

        Assert.DoesNotContain(app.Log.Entries, static entry => entry.Id == NoAddress);
    }

    [Fact]
    public async Task Address_given_twice_to_one_socket_says_so() => Assert.Contains(
        "It is this socket: the address is given twice. Remove one.",
        await WebApp.FailStartAsync(static app => app.MapZmqRouter("ipc://@given-twice", s_nothing).BindTo("ipc://@given-twice")), StringComparison.Ordinal);

    [Theory]
    [InlineData(">tcp://*:5555", "ROUTER '>tcp://*:5555' cannot connect to tcp://*:5555: tcp://*:5555 names no peer to connect to")]
    [InlineData(">tcp://127.0.0.1:0", "names no port to connect to: port 0 is for binding")]
    [InlineData("udp://127.0.0.1:5555", "over udp a DISH or a DGRAM binds and a RADIO connects, nothing else. Use tcp://host:port.")]
    [InlineData("ws://127.0.0.1:5555/x", "WebSockets come in by the web server. Give it the port, and map the socket on a path of it by app.MapZmqWebSocket")]
    [InlineData("tcp://*:65536", "'tcp://*:65536' is not a ZeroMQ address")]
    [InlineData(">orders", "'>orders' is neither an address, such as tcp://*:5555, nor the name of a socket.")]
    public async Task Address_that_cannot_be_opened_says_why(string endpoint, string expected) =>
        Assert.Contains(expected, await WebApp.FailStartAsync(app => app.MapZmqRouter(endpoint, s_nothing)), StringComparison.Ordinal);

    [Fact]
    [Obsolete("Uses what the compiler refuses, to see that it is that which is used.")]
    public async Task Context_handler_with_a_result_is_a_mistake_where_nobody_can_be_answered()
    {
        await using var app = await WebApp.StartAsync(static _ => { });
        AssertRefused("A PULL socket", () => app.App.MapZmqPull(Loopback, async context => await Task.FromResult(context.Message.Count)));
        AssertRefused("An XPUB socket", () => app.App.MapZmqXPub(Loopback, async context => await Task.FromResult(context.Message.Count)));
        AssertRefused("A SUB socket", () => app.App.MapZmqSub(Loopback, "", async context => await Task.FromResult(context.Message.Count)));
        AssertRefused("An XSUB socket", () => app.App.MapZmqXSub(Loopback, "", async context => await Task.FromResult(context.Message.Count)));
    }

    [Theory]
    [InlineData("MapZmqPull")]
    [InlineData("MapZmqXPub")]
    [InlineData("MapZmqSub")]
    [InlineData("MapZmqXSub")]
    public void Compiler_refuses_a_context_handler_with_a_result_where_nobody_can_be_answered(string name)
    {
        var method = Assert.Single(
            typeof(ZmqEndpointRouteBuilderExtensions).GetMethods(),
            method => method.Name == name && method.GetParameters()[^1].ParameterType.Name == typeof(Func<,>).Name);
        var attribute = Assert.IsType<ObsoleteAttribute>(Attribute.GetCustomAttribute(method, typeof(ObsoleteAttribute)));

        Assert.True(attribute.IsError);
        Assert.Contains("cannot reply, so what the handler returns would be lost. Return nothing: async context => {", attribute.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(string expected, Action map) =>
        Assert.StartsWith(expected + " cannot reply", Assert.Throws<InvalidOperationException>(map).Message, StringComparison.Ordinal);

    private static void MapTopics(WebApplication app)
    {
        app.MapZmqSub("feed", "EUR", s_nothing);
        app.MapZmqSub("feed", "GBP", s_nothing);
    }

    private static void AddFeed(WebApplicationBuilder builder, string topic) => builder.Configuration.AddInMemoryCollection(
        [new("Zmq:Sockets:feed:Type", "SUB"), new("Zmq:Sockets:feed:Bind", Loopback), new("Zmq:Sockets:feed:Subscribe:0", topic)]);

    private sealed class NeedsMissing(IMissing missing) : IZmqHandler
    {
        public ValueTask HandleAsync(ZmqContext context) => missing is null ? default : default;
    }

    private sealed class NeedsKeyed([FromKeyedServices("k")] string text) : IZmqHandler
    {
        public ValueTask HandleAsync(ZmqContext context) => context.ReplyAsync(ZmqMessage.Text(text));
    }

    private sealed class NeedsSocket([FromKeyedServices("prcies")] IPubSocket prices) : IZmqHandler
    {
        public ValueTask HandleAsync(ZmqContext context) => context.ReplyAsync(ZmqMessage.Text(prices.Name));
    }

    private sealed class TakesSocket(IPubSocket prices, string otherwise = "none") : IZmqHandler
    {
        public ValueTask HandleAsync(ZmqContext context) => context.ReplyAsync(ZmqMessage.Text(prices is null ? otherwise : prices.Type.ToString().ToUpperInvariant()));
    }
}
