using System.Net;
using System.Net.Sockets;
using Monocoque.Samples.Support;
using Monocoque.Testing;

namespace Monocoque.Samples;

public sealed class LifecycleTests
{
    /// <summary>The framework waits up to 30 s for requests that do not end; ending in time means not to wait for that.</summary>
    private static readonly TimeSpan s_inTime = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Command_of_the_readme_starts_one_server_for_http_and_zmq()
    {
        await using var feed = new PriceFeed();
        await feed.AttachAsync(Programs.PriceFeedAsInTheReadme(Programs.FreePorts));

        using var page = await feed.Http.GetAsync(new Uri("", UriKind.Relative), TestContext.Current.CancellationToken);
        await using var client = Programs.ConsoleClient("order", "EURUSD", "1", "--orders-address", feed.Orders);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(0, await client.WaitForExitAsync());
    }

    [Fact]
    public async Task Ctrl_c_ends_the_program_in_time_also_while_a_browser_watches()
    {
        await using var feed = new PriceFeed();
        await feed.InitializeAsync();
        await using var browser = await Chromium.OpenAsync(feed.Http.BaseAddress!);
        await browser.WaitForAsync("document.getElementById('state')?.textContent.startsWith('connected')");

        feed.Program.Interrupt();

        Assert.Equal(0, await feed.Program.WaitForExitAsync().WaitAsync(s_inTime, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Zmq:Sockets:prices:Bnd", "--Zmq:Sockets:prices:Bnd:0=tcp://127.0.0.1:0")]
    [InlineData("Zmq:Socket ", "--Zmq:Socket:prices:Type=Pub")]
    [InlineData("Zmq:Sockets:orders:SendHighWaterMark is 'many'", "--Zmq:Sockets:orders:SendHighWaterMark=many")]
    [InlineData("'tcp:/127.0.0.1:5555' is not a ZeroMQ address", "--Zmq:Sockets:orders:Bind:0=tcp:/127.0.0.1:5555")]
    [InlineData("Zmq:Sockets:prices:Type is 'Publisher'", "--Zmq:Sockets:prices:Type=Publisher")]
    [InlineData("'orders' is a DEALER", "--Zmq:Sockets:orders:Type=Dealer")]
    public async Task Wrong_configuration_is_named_and_ends_the_program(string named, string argument)
    {
        await using var program = Programs.PriceFeed([.. Programs.FreePorts, argument]);

        Assert.Equal(1, await program.WaitForExitAsync());
        Assert.Contains(named, program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Zmq:Sockets:prices:Bind:0=tcp://{0}")]
    [InlineData("--Zmq:Sockets:orders:Bind:0=tcp://{0}")]
    [InlineData("--urls=http://{0}")]
    public async Task Port_in_use_is_named_and_ends_the_program(string argument)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"{other.LocalEndpoint}";

        await using var program = Programs.PriceFeed(
            [.. Programs.FreePorts, string.Format(System.Globalization.CultureInfo.InvariantCulture, argument, address)]);

        Assert.Equal(1, await program.WaitForExitAsync());
        Assert.Contains(address, program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Output, StringComparison.Ordinal);
    }
}
