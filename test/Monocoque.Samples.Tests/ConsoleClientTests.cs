using System.Text.RegularExpressions;
using Monocoque.Samples.Support;

namespace Monocoque.Samples;

public sealed partial class ConsoleClientTests(PriceFeed feed) : PriceFeedTest(feed)
{
    [Fact]
    public async Task Order_prints_the_reply()
    {
        await using var client = Programs.ConsoleClient("order", "EURUSD", "1", "--orders-address", Feed.Orders);

        Assert.Equal(0, await client.WaitForExitAsync());
        Assert.Contains("\"status\":\"accepted\"", client.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_that_is_rejected_prints_the_reason_and_fails()
    {
        await using var client = Programs.ConsoleClient("order", "EURUSD", "0", "--orders-address", Feed.Orders);

        Assert.Equal(1, await client.WaitForExitAsync());
        Assert.Contains("The quantity must be above 0.", client.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_without_a_reply_in_time_says_so_and_fails()
    {
        // Publishers do not answer orders.
        await using var client = Programs.ConsoleClient("order", "EURUSD", "1", "--orders-address", Feed.Prices, "--timeout", "0.5");

        Assert.Equal(1, await client.WaitForExitAsync());
        Assert.Contains($"No reply from {Feed.Prices} within 0.5 s.", client.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prices_prints_what_begins_with_the_prefix_until_ctrl_c()
    {
        await using var client = Programs.ConsoleClient("prices", "CHF", "--prices-address", Feed.Prices);
        await client.WaitForAsync(Connected());

        var printed = client.WaitForAsync(Price());
        do
        {
            await Feed.PostAsync("AUDUSD", """{"bid":0.65,"ask":0.66}""", Cancelled);
            await Feed.PostAsync("CHFJPY", """{"bid":170.5,"ask":170.75}""", Cancelled);
        }
        while (await Task.WhenAny(printed, Task.Delay(100, Cancelled)) != printed);

        Assert.Equal("""CHFJPY {"bid":170.5,"ask":170.75}""", (await printed).Value);
        Assert.DoesNotContain("AUDUSD", client.Output, StringComparison.Ordinal);
        client.Interrupt();
        Assert.Equal(0, await client.WaitForExitAsync());
    }

    [Theory]
    [InlineData("order or prices")]
    [InlineData("'buy'", "buy", "EURUSD", "1")]
    [InlineData("'one'", "order", "EURUSD", "one")]
    [InlineData("a symbol and a quantity", "order", "EURUSD")]
    [InlineData("--orders-address", "order", "EURUSD", "1", "--orders-address", "tcp:/127.0.0.1:5555")]
    [InlineData("--speed", "prices", "--speed", "2")]
    public async Task Wrong_command_line_names_the_mistake_and_shows_the_usage(string mistake, params string[] arguments)
    {
        await using var client = Programs.ConsoleClient(arguments);

        Assert.Equal(2, await client.WaitForExitAsync());
        Assert.Contains(mistake, client.Output.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("Usage:", client.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex("^Connected to ")]
    private static partial Regex Connected();

    [GeneratedRegex("^[A-Z]{6} .*")]
    private static partial Regex Price();
}
