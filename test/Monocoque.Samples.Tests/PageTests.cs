using System.Text.RegularExpressions;
using Monocoque.Samples.Support;

namespace Monocoque.Samples;

public sealed partial class PageTests(PriceFeed feed) : PriceFeedTest(feed)
{
    [Fact]
    public async Task Page_is_served_and_needs_nothing_from_elsewhere()
    {
        var page = await Feed.Http.GetStringAsync(new Uri("", UriKind.Relative), Cancelled);

        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.Contains("new EventSource('prices')", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Reference(), page);
    }

    [Fact]
    public async Task Event_stream_delivers_prices_as_they_come()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        deadline.CancelAfter(RunningProgram.Patience);
        await using var stream = await Feed.Http.GetStreamAsync(new Uri("prices", UriKind.Relative), deadline.Token);
        using var reader = new StreamReader(stream);
        Assert.Equal("event: connected", await reader.ReadLineAsync(deadline.Token));

        // The subscription follows the connection, so the first prices may be too early for it.
        var line = "";
        var reading = ReadAsync();
        do
            await Feed.PostAsync("GBPUSD", """{"bid":1.30,"ask":1.31}""", deadline.Token);
        while (await Task.WhenAny(reading, Task.Delay(100, deadline.Token)) != reading);

        await reading;
        Assert.Equal("""data: {"symbol":"GBPUSD","bid":1.30,"ask":1.31}""", line);

        async Task ReadAsync()
        {
            while (!line.Contains("GBPUSD", StringComparison.Ordinal))
                line = await reader.ReadLineAsync(deadline.Token) ?? throw new EndOfStreamException();
        }
    }

    [GeneratedRegex("""(?:src|href)="(?!data:)|https?://|@import|url\(""")]
    private static partial Regex Reference();
}
