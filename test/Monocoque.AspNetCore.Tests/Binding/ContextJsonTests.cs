using System.Text.Json.Serialization;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Binding;

/// <summary>What handlers without reflection have instead of parameters and results.</summary>
public sealed partial class ContextJsonTests
{
    [Fact]
    public async Task Json_is_read_and_answered_in_the_envelope()
    {
        var harness = HandlerHarness.Router();
        await RunAsync(
            harness,
            async context => await context.ReplyJsonAsync(context.ReadJson(Json.Default.Order) with { Quantity = 7 }, Json.Default.Order),
            ZmqMessage.Text("id", "", """{"symbol":"X","quantity":1}"""));

        Assert.Equal(["id", "", """{"symbol":"X","quantity":7}"""], harness.Socket.TakeSent());
    }

    [Fact]
    public async Task Frame_is_counted_from_either_end()
    {
        var seen = new List<int>();
        await RunAsync(
            HandlerHarness.Router(),
            context =>
            {
                foreach (var frame in (int[])[0, -2, -1])
                    seen.Add(context.ReadJson(Json.Default.Int32, frame));
                return default;
            },
            ZmqMessage.Text("id", "1", "2", "3"));

        Assert.Equal([1, 2, 3], seen);
    }

    [Theory]
    [InlineData(-1, "not json", "'message' is not JSON of type Order")]
    [InlineData(-1, "null", "'message' is null in the message's JSON, but is required.")]
    [InlineData(2, "{}", "'message' needs frame 2, but the message has 1 frames.")]
    public async Task What_does_not_fit_is_a_bad_message(int frame, string body, string expected)
    {
        var exception = await Assert.ThrowsAsync<ZmqBadMessageException>(() => RunAsync(
            HandlerHarness.Router(),
            context => context.ReplyJsonAsync(context.ReadJson(Json.Default.Order, frame), Json.Default.Order),
            ZmqMessage.Text("id", body)));

        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rep_answers_json_once()
    {
        var harness = new HandlerHarness(new FakeRep());
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(
            harness,
            async context =>
            {
                await context.ReplyJsonAsync(1, Json.Default.Int32);
                await context.ReplyJsonAsync(2, Json.Default.Int32);
            },
            ZmqMessage.Text("x")));

        Assert.Equal(["1"], harness.Socket.TakeSent());
    }

    private static Task RunAsync(HandlerHarness harness, ZmqDelegate handler, ZmqMessage message) =>
        harness.RunAsync(handler, message, TestContext.Current.CancellationToken);

    internal sealed record Order(string Symbol, int Quantity);

    [JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(int))]
    internal sealed partial class Json : JsonSerializerContext;
}
