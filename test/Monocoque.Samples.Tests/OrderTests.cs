using System.Text;
using System.Text.Json;
using Monocoque.Interop.LibZmq;
using Monocoque.Samples.Support;

namespace Monocoque.Samples;

public sealed class OrderTests(PriceFeed feed) : PriceFeedTest(feed)
{
    private const int Orders = 10_000;

    private static readonly byte[] s_order = """{"symbol":"EURUSD","quantity":1}"""u8.ToArray();

    [Fact]
    public async Task Ten_thousand_orders_of_a_req_are_accepted_one_after_the_other()
    {
        var req = Theirs.Open(LibZmqSocketType.Req);
        await req.ConnectAsync(Feed.Orders);

        var ids = await req.RunAsync(handle => Exchange(handle, window: 1));

        Assert.Equal(Orders, ids.Distinct().Count());
    }

    [Fact]
    public async Task Ten_thousand_orders_of_a_dealer_are_accepted_in_order_while_many_are_under_way()
    {
        var dealer = Theirs.Open(LibZmqSocketType.Dealer);
        await dealer.ConnectAsync(Feed.Orders);

        var ids = await dealer.RunAsync(handle => Exchange(handle, window: 100));

        Assert.Equal(Orders, ids.Distinct().Count());
        Assert.Equal(ids.Order(), ids);
    }

    [Theory]
    [InlineData("""{"symbol":"EURUSD","quantity":0}""", "quantity")]
    [InlineData("""{"symbol":"EURUSD","quantity":-1}""", "quantity")]
    [InlineData("""{"symbol":"EURUSD"}""", "quantity")]
    [InlineData("""{"quantity":1}""", "symbol")]
    [InlineData("""{"symbol":"","quantity":1}""", "symbol")]
    [InlineData("""{"symbol":null,"quantity":1}""", "symbol")]
    [InlineData("""{"symbol":"EURUSD","quantity":"many"}""", "not an order")]
    [InlineData("""{"symbol":"EURUSD","quantity":1""", "not an order")]
    [InlineData("null", "not an order")]
    [InlineData("[]", "not an order")]
    [InlineData("buy!", "not an order")]
    [InlineData("", "not an order")]
    public async Task Order_that_is_none_is_rejected_with_a_reason(string order, string reason)
    {
        var req = Theirs.Open(LibZmqSocketType.Req);
        await req.ConnectAsync(Feed.Orders);

        await req.SendAsync(Encoding.UTF8.GetBytes(order));
        var reply = await req.ReceiveAsync();

        using var json = JsonDocument.Parse(Assert.Single(reply));
        Assert.Equal("rejected", json.RootElement.GetProperty("status").GetString());
        Assert.Contains(reason, json.RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);

        await req.SendAsync(s_order);
        Assert.Contains("\"status\":\"accepted\"", Encoding.UTF8.GetString(Assert.Single(await req.ReceiveAsync())), StringComparison.Ordinal);
    }

    /// <summary>Keeps <paramref name="window"/> orders under way, and returns the ids of the replies as they came.</summary>
    private static List<long> Exchange(LibZmqHandle handle, int window)
    {
        var ids = new List<long>(Orders);
        for (var sent = 0; ids.Count < Orders;)
        {
            for (; sent < Orders && sent - ids.Count < window; sent++)
                Assert.True(handle.Send([s_order], LibZmqSocket.Patience), $"Order {sent} could not be sent.");
            var reply = handle.Receive(LibZmqSocket.Patience);
            Assert.True(reply is not null, $"Reply {ids.Count} did not come.");
            using var json = JsonDocument.Parse(Assert.Single(reply));
            Assert.Equal("accepted", json.RootElement.GetProperty("status").GetString());
            ids.Add(json.RootElement.GetProperty("id").GetInt64());
        }
        return ids;
    }
}
