using System.Net;
using System.Text;
using System.Text.Json;
using Monocoque.Interop.LibZmq;
using Monocoque.Samples.Support;

namespace Monocoque.Samples;

public sealed class PriceTests(PriceFeed feed) : PriceFeedTest(feed)
{
    private const int Prices = 10_000;
    private const string Symbol = "EURUSD";
    private const string Probe = "EURPROBE";

    [Fact]
    public async Task Ten_thousand_posted_prices_all_reach_a_subscriber()
    {
        var sub = await SubscribeAsync("EUR");

        var receiving = sub.RunAsync(ReceiveAll);
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Prices), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancelled },
            async (number, cancelled) => await Feed.PostAsync(Symbol, $$"""{"bid":{{number}},"ask":{{number}}.5}""", cancelled));

        Assert.Equal(Enumerable.Range(1, Prices), (await receiving).Order());
    }

    [Fact]
    public async Task Posted_price_is_published_as_its_symbol_and_its_json()
    {
        var sub = await SubscribeAsync("EUR");

        await Feed.PostAsync("USDJPY", """{"bid":150,"ask":151}""", Cancelled);
        await Feed.PostAsync(Symbol, """{"bid":1.10,"ask":1.11}""", Cancelled);

        Assert.Equal([Symbol, """{"bid":1.10,"ask":1.11}"""], (await ReceivePriceAsync(sub)).Select(Encoding.UTF8.GetString));
    }

    [Theory]
    [InlineData(Symbol, "{\"bid\":1.10", "$.bid")]
    [InlineData(Symbol, "{\"bid\":1.10}", "ask")]
    [InlineData(Symbol, "{\"bid\":\"much\",\"ask\":1.11}", "$.bid")]
    [InlineData(Symbol, "{\"bid\":0,\"ask\":1.11}", "bid must be above 0")]
    [InlineData(Symbol, "{\"bid\":1.12,\"ask\":1.11}", "ask must not be below")]
    [InlineData(Symbol, "", "body")]
    [InlineData("eurusd", "{\"bid\":1.10,\"ask\":1.11}", "capital letters")]
    public async Task Bad_price_is_refused_with_problem_details(string symbol, string json, string reason)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Feed.Http.PostAsync(new Uri($"prices/{symbol}", UriKind.Relative), body, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    /// <summary>A subscriber that has got a probe, so that the publisher knows what it wants.</summary>
    private async Task<LibZmqSocket> SubscribeAsync(string prefix)
    {
        var sub = Theirs.Open(LibZmqSocketType.Sub, handle => handle.Set(LibZmqOption.ReceiveHighWaterMark, 0));
        await sub.SubscribeAsync(Encoding.UTF8.GetBytes(prefix));
        await sub.ConnectAsync(Feed.Prices);
        do
            await Feed.PostAsync(Probe, """{"bid":1,"ask":1}""", Cancelled);
        while (await sub.TryReceiveAsync(TimeSpan.FromMilliseconds(100)) is null);
        return sub;
    }

    private static async Task<byte[][]> ReceivePriceAsync(LibZmqSocket sub)
    {
        while (true)
        {
            var message = await sub.ReceiveAsync();
            if (!message[0].AsSpan().SequenceEqual("EURPROBE"u8))
                return message;
        }
    }

    private static List<int> ReceiveAll(LibZmqHandle handle)
    {
        var numbers = new List<int>(Prices);
        while (numbers.Count < Prices && handle.Receive(LibZmqSocket.Patience) is [var topic, var body])
        {
            if (topic.AsSpan().SequenceEqual("EURPROBE"u8))
                continue;
            using var json = JsonDocument.Parse(body);
            numbers.Add(json.RootElement.GetProperty("bid").GetInt32());
        }
        return numbers;
    }
}
