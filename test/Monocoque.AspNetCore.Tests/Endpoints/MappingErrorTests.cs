using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.AspNetCore.Tests.Endpoints;

public sealed class MappingErrorTests
{
    private static readonly ZmqDelegate s_nothing = _ => default;

    [Fact]
    public async Task Name_that_is_unknown_is_told_with_the_known_ones()
    {
        var message = await FailAsync(app => app.MapZmqRouter("ordres", s_nothing));

        Assert.Contains("'ordres' is neither an address, such as tcp://*:5555, nor the name of a socket.", message, StringComparison.Ordinal);
        Assert.Contains("Known sockets: 'feed' (SUB), 'orders' (ROUTER).", message, StringComparison.Ordinal);
        Assert.Contains("AddSocket<IRouterSocket>(\"ordres\")", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_of_another_pattern_is_refused() => Assert.Contains(
        "The socket 'orders' is a ROUTER, not a REP. Ask for IRouterSocket", await FailAsync(app => app.MapZmqRep("orders", s_nothing)), StringComparison.Ordinal);

    [Theory]
    [InlineData("tcp://nowhere")]
    [InlineData(">tcp://nowhere")]
    [InlineData("foo://x:1")]
    public async Task Address_that_is_none_is_refused(string address) => Assert.Contains(
        address.TrimStart('>'), (await Record<FormatException>(app => app.MapZmqRouter(address, s_nothing))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Further_address_that_is_none_is_refused() =>
        await Record<FormatException>(app => app.MapZmqRouter("orders", s_nothing).BindTo("tcp://*:1").ConnectTo("nowhere"));

    [Fact]
    public async Task Further_address_is_connected_to_by_its_method_and_not_by_a_mark() => Assert.Contains(
        "Write ConnectTo(\"tcp://a:1\").",
        (await Record<FormatException>(app => app.MapZmqRouter("orders", s_nothing).BindTo(">tcp://a:1"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Socket_has_one_handler() => Assert.Contains(
        "The socket ROUTER 'orders' is mapped twice",
        await FailAsync(app => app.MapZmqRouter("ORDERS", s_nothing).Use(next => next), app => app.MapZmqRouter("orders", s_nothing)), StringComparison.Ordinal);

    [Fact]
    public async Task Address_is_mapped_once() => Assert.Contains(
        "mapped twice", await FailAsync(app => app.MapZmqPub("tcp://127.0.0.1:5"), app => app.MapZmqPub("tcp://127.0.0.1:5")), StringComparison.Ordinal);

    [Fact]
    public async Task Topic_has_one_handler() => Assert.Contains(
        "The topic 'a' of SUB 'feed' is mapped twice",
        await FailAsync(app => app.MapZmqSub("feed", "a", s_nothing), app => app.MapZmqSub("feed", "b", s_nothing), app => app.MapZmqSub("feed", "a", s_nothing)),
        StringComparison.Ordinal);

    [Fact]
    public async Task Rep_has_no_concurrency() => Assert.Contains(
        "Map a ROUTER to handle several at once", await FailAsync(app => app.MapZmqRep("tcp://*:1", s_nothing).WithConcurrency(2)), StringComparison.Ordinal);

    [Fact]
    public async Task Sender_has_no_handler_to_speak_of() => Assert.Contains(
        "PUB 'tcp://*:1' only sends", await FailAsync(app => app.MapZmqPub("tcp://*:1").WithConcurrency(1)), StringComparison.Ordinal);

    [Fact]
    public async Task Handler_class_that_cannot_be_made_is_refused() => Assert.Contains(
        "Impossible cannot handle ROUTER 'orders'", await FailAsync(app => app.MapZmqRouter<Impossible>("orders")), StringComparison.Ordinal);

    [Fact]
    public async Task Mapping_without_UseZmtp_names_the_remedy()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.MapZmqRouter("tcp://*:1", s_nothing));
        Assert.Contains("builder.WebHost.UseZmtp()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defaults_with_an_address_are_refused() => Assert.Contains(
        "ZmtpOptions.Defaults cannot hold Type, Bind, Connect or UseFileDescriptor",
        (await Record<InvalidOperationException>(app => app.MapZmqRouter("orders", s_nothing), zmtp => zmtp.Defaults.Bind.Add("tcp://*:1"))).Message,
        StringComparison.Ordinal);

    private static async Task<string> FailAsync(params Action<WebApplication>[] map)
    {
        return (await Record<InvalidOperationException>(app =>
        {
            foreach (var step in map[..^1])
                step(app);
            map[^1](app);
        })).Message;
    }

    private static async Task<TException> Record<TException>(Action<WebApplication> map, Action<ZmtpOptions>? configure = null)
        where TException : Exception
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("Zmq:Sockets:orders:Type", "ROUTER"), new("Zmq:Sockets:feed:Type", "sub")]);
        builder.WebHost.UseZmtp(configure);
        await using var app = builder.Build();
        return Assert.Throws<TException>(() => map(app));
    }

    private sealed class Impossible : IZmqHandler
    {
        private Impossible()
        {
        }

        public ValueTask HandleAsync(ZmqContext context) => default;
    }
}
