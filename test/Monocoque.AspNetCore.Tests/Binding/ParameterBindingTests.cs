using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Binding;

public sealed class ParameterBindingTests
{
    private object? _seen;

    private interface IBook
    {
        string Title { get; }
    }

    [Fact]
    public async Task Parts_of_the_context_are_themselves()
    {
        var harness = HandlerHarness.Router();
        object?[] seen = [];
        await harness.RunAsync(
            (ZmqContext context, ZmqMessage message, ZmqPeer peer, ClaimsPrincipal user, CancellationToken aborted,
                IRouterSocket router, IZmqSocket socket, IZmqSender sender, IZmqReceiver receiver) =>
            {
                Assert.Equal(context.Message, message);
                Assert.Same(context.Peer, peer);
                Assert.Same(context.User, user);
                Assert.Equal(context.Aborted, aborted);
                seen = [router, socket, sender, receiver];
            },
            "id", "body");

        Assert.All(seen, socket => Assert.Same(harness.Socket, socket));
        Assert.Equal(4, seen.Length);
    }

    [Fact]
    public async Task Octets_and_text_are_the_last_frame()
    {
        await HandlerHarness.Router().RunAsync(
            (ReadOnlyMemory<byte> memory, byte[] array, string text) =>
                _seen = (Encoding.UTF8.GetString(memory.Span), Encoding.UTF8.GetString(array), text),
            "id", "first", "last");

        Assert.Equal(("last", "last", "last"), _seen);
    }

    [Fact]
    public async Task Frame_attribute_picks_a_frame_from_either_end()
    {
        await HandlerHarness.Router().RunAsync(
            ([ZmqFrame(0)] string first, [ZmqFrame(-2)] byte[] middle, [ZmqFrame(2)] Order order, Order last) =>
                _seen = (first, Encoding.UTF8.GetString(middle), order.Symbol, last.Quantity),
            "id", "a", "b", """{"symbol":"X","quantity":7}""");

        Assert.Equal(("a", "b", "X", 7), _seen);
    }

    [Fact]
    public async Task Frame_that_may_be_missing_is_null_or_its_default()
    {
        var handler = (
            [ZmqFrame(1)] string? text, [ZmqFrame(2)] ReadOnlyMemory<byte>? octets, [ZmqFrame(3)] byte[]? array, [ZmqFrame(4)] Order? order, [ZmqFrame(5)] int? number,
            [ZmqFrame(6)] string word = "none", [ZmqFrame(7)] int count = 3, [ZmqFrame(8)] DayOfWeek day = DayOfWeek.Friday,
            [ZmqFrame(9)] ReadOnlyMemory<byte> rest = default) =>
            _seen = (text, octets?.Length, array?.Length, order?.Symbol, number, word, count, day, rest.Length);
        await HandlerHarness.Router().RunAsync(handler, "id", "0");
        Assert.Equal(((string?)null, (int?)null, (int?)null, (string?)null, (int?)null, "none", 3, DayOfWeek.Friday, 0), _seen);

        await HandlerHarness.Router().RunAsync(handler, "id", "0", "1", "2", "33", """{"symbol":"X","quantity":1}""", "5", "6", "7", "1", "9");
        Assert.Equal(("1", (int?)1, (int?)2, "X", (int?)5, "6", 7, DayOfWeek.Monday, 1), _seen);
    }

    [Fact]
    public async Task Topic_of_a_subscription_is_the_first_frame()
    {
        await new HandlerHarness(new FakeSub()).RunAsync((string topic, string body) => { _seen = (topic, body); }, "EUR.USD", "1.07");

        Assert.Equal(("EUR.USD", "1.07"), _seen);
    }

    [Fact]
    public async Task Topic_elsewhere_is_a_text_like_any_other()
    {
        await HandlerHarness.Router().RunAsync((string topic) => { _seen = topic; }, "id", "a", "b");

        Assert.Equal("b", _seen);
    }

    [Fact]
    public async Task One_other_type_is_json_with_the_defaults_of_the_web()
    {
        await HandlerHarness.Router().RunAsync((Order order) => { _seen = order; }, "id", """{"symbol":"EURUSD","quantity":"3"}""");

        Assert.Equal(new Order("EURUSD", 3), _seen);
    }

    [Fact]
    public async Task Json_follows_the_options_of_minimal_apis()
    {
        var harness = HandlerHarness.Router(services => services.Configure<Microsoft.AspNetCore.Http.Json.JsonOptions>(
            options => options.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.KebabCaseUpper));
        await harness.RunAsync((Wide wide) => { _seen = wide.TwoWords; }, "id", """{"TWO-WORDS":5}""");

        Assert.Equal(5, _seen);
    }

    [Fact]
    public async Task Registered_types_are_services()
    {
        var harness = HandlerHarness.Router(services => services
            .AddSingleton<IBook>(new Book("plain")).AddKeyedSingleton<IBook>("k", new Book("keyed")));
        await harness.RunAsync(
            (IBook plain, [FromServices] IBook same, [FromKeyedServices("k")] IBook keyed, IServiceProvider services, Order order) =>
                _seen = (plain.Title, same.Title, keyed.Title, services.GetRequiredService<IBook>().Title, order.Quantity),
            "id", """{"quantity":1}""");

        Assert.Equal(("plain", "plain", "keyed", "plain", 1), _seen);
    }

    [Fact]
    public async Task Optional_services_that_are_missing_are_null()
    {
        await HandlerHarness.Router().RunAsync(
            ([FromServices] IBook? a, [FromKeyedServices("k")] IBook? b) => { _seen = (a, b); }, "id", "x");

        Assert.Equal((default(IBook), default(IBook)), _seen);
    }

    [Fact]
    public async Task Services_live_in_one_scope_that_ends_with_the_message()
    {
        var harness = HandlerHarness.Router(services => services.AddScoped<Scoped>());
        await harness.RunAsync(
            (Scoped first, Scoped second) =>
            {
                Assert.Same(first, second);
                Assert.False(first.IsDisposed);
                _seen = first;
            },
            "id", "x");

        Assert.True(Assert.IsType<Scoped>(_seen).IsDisposed);
    }

    [Fact]
    public async Task No_scope_is_made_for_a_handler_without_services()
    {
        var harness = HandlerHarness.Router(services => services.AddScoped<Scoped>());
        Scoped.Made = 0;
        await harness.RunAsync((string text) => { _seen = text; }, "id", "x");

        Assert.Equal(0, Scoped.Made);
    }

    [Fact]
    public async Task Nullable_json_may_be_null()
    {
        _seen = "";
        await HandlerHarness.Router().RunAsync((Order? order) => { _seen = order; }, "id", "null");

        Assert.Null(_seen);
    }

    [Theory]
    [InlineData("not json", "'order' is not JSON of type Order")]
    [InlineData("null", "'order' is null in the message's JSON, but is required")]
    public async Task Wrong_json_is_a_bad_message(string body, string expected)
    {
        var exception = await Assert.ThrowsAsync<ZmqBadMessageException>(
            () => HandlerHarness.Router().RunAsync((Order order) => { _seen = order; }, "id", body));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_frame_is_a_bad_message()
    {
        var exception = await Assert.ThrowsAsync<ZmqBadMessageException>(
            () => HandlerHarness.Router().RunAsync(([ZmqFrame(3)] string text) => { _seen = text; }, "id", "x"));

        Assert.Equal("'text' needs frame 3, but the message has 1 frames.", exception.Message);
    }

    private sealed record Order(string Symbol, int Quantity);

    private sealed record Wide(int TwoWords);

    private sealed record Book(string Title) : IBook;

    private sealed class Scoped : IDisposable
    {
        public Scoped() => Made++;

        public static int Made { get; set; }

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
