using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Monocoque.Interop.LibZmq;
using Monocoque.Samples.Support;

namespace Monocoque.Samples;

public sealed class OrderRouterTests : IAsyncLifetime
{
    private readonly LibZmqContext _theirs = new();
    private readonly HttpClient _http = new() { Timeout = RunningProgram.Patience };
    private RunningProgram? _program;
    private string _orders = "";
    private string _fills = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string[] freePorts = ["--Zmq:Sockets:orders:Bind:0=tcp://127.0.0.1:0", "--Zmq:Sockets:fills:Bind:0=tcp://127.0.0.1:0"];
        _program = Programs.OrderRouter(["--urls", "http://127.0.0.1:0", .. freePorts]);
        _orders = await TellsAsync("ROUTER");
        _fills = await TellsAsync("PUB");
        _http.BaseAddress = new Uri(await TellsAsync("HTTP"));
    }

    public async ValueTask DisposeAsync()
    {
        await _theirs.DisposeAsync();
        _http.Dispose();
        await _program!.DisposeAsync();
    }

    [Fact]
    public async Task Order_is_filled_by_a_venue_published_and_told_over_http()
    {
        var sub = _theirs.Open(LibZmqSocketType.Sub);
        await sub.SubscribeAsync("EUR"u8.ToArray());
        await sub.ConnectAsync(_fills);
        var req = await TraderAsync();

        // The subscription follows the connection, so the first fills may be too early for it.
        var received = sub.ReceiveAsync();
        var replies = new List<string>();
        do
            replies.Add(await AskAsync(req, """{"symbol":"EURUSD","quantity":2}"""));
        while (await Task.WhenAny(received, Task.Delay(20, Cancelled)) != received);

        Assert.Matches("""^{"symbol":"EURUSD","quantity":2,"venue":"[AB]","price":[0-9.]+,"id":1}$""", replies[0]);
        var fill = await received;
        Assert.Equal("EURUSD", Encoding.UTF8.GetString(fill[0]));
        Assert.Contains(Encoding.UTF8.GetString(fill[1]), replies);
        Assert.Equal(replies[0], await _http.GetStringAsync(new Uri("fills/1", UriKind.Relative), Cancelled));
        Assert.Equal("""{"traders":1,"subscribers":1}""", await _http.GetStringAsync(new Uri("peers", UriKind.Relative), Cancelled));
        using var unknown = await _http.GetAsync(new Uri("fills/1000000", UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Many_traders_orders_go_to_both_venues_and_each_gets_its_own_reply()
    {
        var traders = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TraderAsync()));

        var fills = await Task.WhenAll(traders.Select((trader, i) => AskAsync(trader, $$"""{"symbol":"S{{i}}","quantity":{{i + 1}}}""")));

        Assert.All(fills, (fill, i) => Assert.StartsWith($$"""{"symbol":"S{{i}}","quantity":{{i + 1}},""", fill, StringComparison.Ordinal));
        Assert.Contains(fills, fill => fill.Contains("\"venue\":\"A\"", StringComparison.Ordinal));
        Assert.Contains(fills, fill => fill.Contains("\"venue\":\"B\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("buy!", "This is not an order.")]
    [InlineData("""{"symbol":"EURUSD","quantity":0}""", "a quantity above 0")]
    [InlineData("""{"quantity":1}""", "needs a symbol")]
    public async Task Order_that_is_none_is_answered_with_the_reason(string order, string reason) =>
        Assert.Contains(reason, await AskAsync(await TraderAsync(), order), StringComparison.Ordinal);

    [Fact]
    public async Task Closed_market_refuses_until_it_opens()
    {
        var trader = await TraderAsync();

        await PostAsync("market/closed");
        Assert.Contains("The market is closed.", await AskAsync(trader, """{"symbol":"EURUSD","quantity":1}"""), StringComparison.Ordinal);

        await PostAsync("market/open");
        Assert.Contains("\"id\":1", await AskAsync(trader, """{"symbol":"EURUSD","quantity":1}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Venues_that_are_connected_are_healthy_and_ctrl_c_ends_the_program()
    {
        await HttpTellsAsync("health", "Healthy");

        _program!.Interrupt();
        Assert.Equal(0, await _program.WaitForExitAsync());
    }

    private static async Task<string> AskAsync(LibZmqSocket req, string order)
    {
        await req.SendAsync(Encoding.UTF8.GetBytes(order));
        return Encoding.UTF8.GetString(Assert.Single(await req.ReceiveAsync()));
    }

    private async Task<LibZmqSocket> TraderAsync()
    {
        var req = _theirs.Open(LibZmqSocketType.Req);
        await req.ConnectAsync(_orders);
        return req;
    }

    private async Task<string> TellsAsync(string what) =>
        (await _program!.WaitForAsync(new Regex($@"^  {what} +(\S+://\S+)$", RegexOptions.None, TimeSpan.FromSeconds(1)))).Groups[1].Value;

    private async Task HttpTellsAsync(string path, string expected)
    {
        using var deadline = new CancellationTokenSource(RunningProgram.Patience);
        var told = "";
        while (told != expected)
        {
            Assert.False(deadline.IsCancellationRequested, $"{path} tells {told} and not {expected}.");
            await Task.Delay(20, Cancelled);
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
            told = await response.Content.ReadAsStringAsync(Cancelled);
        }
    }

    private async Task PostAsync(string path)
    {
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content: null, Cancelled);
        response.EnsureSuccessStatusCode();
    }
}
