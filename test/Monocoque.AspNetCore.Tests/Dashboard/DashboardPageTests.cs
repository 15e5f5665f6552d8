using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.Testing;

namespace Monocoque.AspNetCore.Tests.Dashboard;

/// <summary>The page in a real browser.</summary>
public sealed partial class DashboardPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_is_one_document_and_allows_nothing_else()
    {
        await using var app = await DashboardApp.StartAsync();
        using var answer = await app.Http.GetAsync(new Uri("/zmq", UriKind.Relative), Token);
        var page = await answer.Content.ReadAsStringAsync(Token);

        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Reference(), page);
        Assert.Matches(Policy(), Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Page_shows_sockets_peers_rates_queues_and_events_as_they_change()
    {
        await using var app = await DashboardApp.StartAsync(static zmq => zmq
            .AddSocket<IPullSocket>("jobs", static options =>
            {
                options.Bind.Add(DashboardApp.Loopback);
                options.ReceiveHighWaterMark = 10;
            }));
        await using var browser = await OpenAsync(app);
        await browser.WaitForAsync("document.querySelector('[data-socket=jobs] summary')?.textContent === '0 peers'");
        await using var runtime = new ZmqRuntime();
        await using var push = runtime.CreateSocket<IPushSocket>();
        await push.ConnectAsync(app.App.Socket<IPullSocket>("jobs").Address(), Token).Within();
        for (var i = 0; i < 4; i++)
            await push.SendAsync("job", Token).Within();

        await browser.WaitForAsync("document.querySelector('[data-socket=jobs] .receive.bar i').style.width === '40%'");
        await browser.WaitForAsync("document.querySelector('#events tbody').textContent.includes('Handshake succeeded')");
        Assert.Equal("1 peer", await browser.EvaluateAsync("document.querySelector('[data-socket=jobs] summary').textContent"));
        await browser.EvaluateAsync("document.querySelector('[data-socket=jobs] details').open = true");
        await browser.WaitForAsync("document.querySelector('[data-socket=jobs] tbody')?.textContent.includes('PUSH')");
        using var taken = await app.App.Socket<IPullSocket>("jobs").ReceiveAsync(Token).Within();
        await browser.WaitForAsync("document.querySelector('[data-socket=jobs] .receive.bar i').style.width === '30%'");
        await browser.WaitForAsync("document.querySelector('[data-socket=jobs] path.receive').getAttribute('d').includes('L')");
        Assert.Equal("live", await browser.EvaluateAsync("document.getElementById('state').dataset.state"));
    }

    [Fact]
    public async Task What_a_peer_calls_itself_is_text_and_never_markup()
    {
        const string Hostile = "<img src=x onerror=hacked=1><script>hacked=1</script>'\"&";
        await using var app = await DashboardApp.StartAsync(static zmq => zmq.AddSocket<IRouterSocket>("orders", static options =>
        {
            options.Bind.Add(DashboardApp.Loopback);
            (options.Security.Mechanism, options.Security.AsServer) = (ZmqMechanism.Plain, true);
            options.Security.Users[Hostile] = "word";
        }));
        await using var browser = await OpenAsync(app);
        await using var runtime = new ZmqRuntime();
        await using var dealer = runtime.CreateSocket<IDealerSocket>(static options =>
        {
            options.RoutingId = Hostile;
            options.Metadata["X-Name"] = Hostile;
            (options.Security.Mechanism, options.Security.Username, options.Security.Password) = (ZmqMechanism.Plain, Hostile, "word");
        });
        await dealer.ConnectAsync(app.App.Socket<IRouterSocket>("orders").Address(), Token).Within();
        await browser.WaitForAsync("document.querySelector('[data-socket=orders] summary')?.textContent === '1 peer'");
        await browser.EvaluateAsync("document.querySelector('[data-socket=orders] details').open = true");
        await browser.WaitForAsync("document.querySelectorAll('[data-socket=orders] tbody td').length > 0");

        Assert.Equal(Hostile, await browser.EvaluateAsync("document.querySelector('[data-socket=orders] tbody').rows[0].cells[1].textContent"));
        Assert.Equal(Hostile, await browser.EvaluateAsync("document.querySelector('[data-socket=orders] tbody').rows[0].cells[4].textContent"));
        Assert.Equal("0 1 undefined", await browser.EvaluateAsync(
            "document.querySelectorAll('img').length + ' ' + document.querySelectorAll('script').length + ' ' + typeof window.hacked"));
    }

    [Fact]
    public async Task Page_says_so_when_the_server_has_gone()
    {
        var app = await DashboardApp.StartAsync();
        await using var browser = await OpenAsync(app);
        await browser.WaitForAsync("document.getElementById('state').dataset.state === 'live'");
        await app.DisposeAsync();

        await browser.WaitForAsync("document.getElementById('state').dataset.state === 'lost'");
    }

    [Theory]
    [InlineData(false, "rgb(244, 245, 247)")]
    [InlineData(true, "rgb(18, 21, 27)")]
    public async Task Page_looks_as_it_should_by_day_and_by_night(bool dark, string background)
    {
        await using var scene = await DashboardScene.StartAsync();
        await using var browser = await OpenAsync(scene.App);
        await browser.ShowAsync(1280, 1500, dark);
        await scene.PlayAsync(browser);
        var picture = await browser.TakeScreenshotAsync();

        // A picture of an empty page of this size has less than 10 KB.
        Assert.InRange(picture.Length, 60_000, 1_000_000);
        Assert.Equal(background, await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal("True", await browser.EvaluateAsync("document.documentElement.scrollWidth <= innerWidth"));
        if (Environment.GetEnvironmentVariable("MONOCOQUE_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, dark ? "dashboard-dark.png" : "dashboard-light.png"), picture, Token);
    }

    private static Task<Chromium> OpenAsync(DashboardApp app) => Chromium.OpenAsync(new Uri(app.Http.BaseAddress!, "/zmq"));

    [GeneratedRegex("""(?:src|href)="(?!data:)|https?://(?!www\.w3\.org/2000/svg)|@import|url\(| style="| on[a-z]+=""")]
    private static partial Regex Reference();

    [GeneratedRegex(
        "^default-src 'none'; style-src 'sha256-[^' ]+'; script-src 'sha256-[^' ]+'; connect-src 'self'; img-src data:;"
        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'$")]
    private static partial Regex Policy();
}
