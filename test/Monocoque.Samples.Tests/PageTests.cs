using System.Text.RegularExpressions;
using Monocoque.Samples.Support;
using Monocoque.Testing;

namespace Monocoque.Samples;

public sealed partial class PageTests(PriceFeed feed) : PriceFeedTest(feed)
{
    [Fact]
    public async Task Page_is_served_and_needs_nothing_from_elsewhere()
    {
        var page = await Feed.Http.GetStringAsync(new Uri("", UriKind.Relative), Cancelled);

        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Reference(), page);
    }

    [Fact]
    public async Task Page_shows_prices_as_they_come()
    {
        await using var browser = await Chromium.OpenAsync(Feed.Http.BaseAddress!);
        await browser.WaitForAsync("document.getElementById('state')?.textContent.startsWith('connected')");

        // The subscription follows the connection, so the first prices may be too early for it.
        var shown = browser.WaitForAsync("document.getElementById('prices').textContent.includes('GBPUSD')");
        do
            await Feed.PostAsync("GBPUSD", """{"bid":1.30,"ask":1.31}""", Cancelled);
        while (await Task.WhenAny(shown, Task.Delay(100, Cancelled)) != shown);

        await shown;
        Assert.Equal("GBPUSD,1.3,1.31", await browser.EvaluateAsync(
            "[...document.querySelector('#prices tr').cells].slice(0, 3).map(cell => cell.textContent).join()"));
    }

    [Fact]
    public async Task Price_that_is_posted_in_the_page_comes_back_to_it()
    {
        await using var browser = await Chromium.OpenAsync(Feed.Http.BaseAddress!);
        await browser.WaitForAsync("document.getElementById('state')?.textContent.startsWith('connected')");
        await browser.EvaluateAsync("document.querySelector('input[name=symbol]').value = 'NZDUSD'");
        // The subscription follows the connection, so the first price may be too early for it.
        await browser.WaitForAsync(
            "(document.querySelector('#post button').click(), document.getElementById('prices').textContent.includes('NZDUSD'))"
            + " && document.getElementById('answer').textContent === 'posted'");
    }

    [Fact]
    public async Task Page_leads_to_the_dashboard()
    {
        await using var browser = await Chromium.OpenAsync(Feed.Http.BaseAddress!);
        await browser.LoadAsync(new Uri(await browser.EvaluateAsync("document.querySelector('a[href=zmq]').href")));
        await browser.WaitForAsync("document.querySelectorAll('[data-socket]').length === 2");

        Assert.Equal("orders ROUTER,prices PUB", await browser.EvaluateAsync(
            "[...document.querySelectorAll('[data-socket]')].map(card => card.dataset.socket + ' ' + card.querySelector('.tag').textContent).join()"));
    }

    [GeneratedRegex("""(?:src|href)="(?!data:|subscriber\.js|zmq")|https?://|@import|url\(""")]
    private static partial Regex Reference();
}
