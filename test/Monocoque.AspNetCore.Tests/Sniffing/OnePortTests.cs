using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;
using Monocoque.Interop.LibZmq;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.AspNetCore.Tests.Sniffing;

/// <summary>Every HTTP endpoint speaks ZMTP too.</summary>
public sealed class OnePortTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_protocols_are_served_side_by_side(bool ioUring)
    {
        await using var port = await SharedPort.StartAsync(ioUring);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => port.AssertServesBothAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Octets_may_come_one_by_one(bool ioUring)
    {
        await using var port = await SharedPort.StartAsync(ioUring);
        await using var http = await port.DialAsync();
        await http.SendAsync(Wire.HttpRequest, oneByOne: true);
        Assert.EndsWith("hello", (await http.ReadToEndAsync()).TrimEnd('0', '\r', '\n'), StringComparison.Ordinal);

        await using var zmtp = await port.DialAsync();
        Assert.Equal("HELLO", await zmtp.AskHelloAsync(oneByOne: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task First_octet_of_a_greeting_is_enough_for_ours(bool ioUring)
    {
        await using var port = await SharedPort.StartAsync(ioUring);
        await using var zmtp = await port.DialAsync();
        await zmtp.SendAsync(Wire.Greeting[..1]);

        Assert.Equal("FF000000000000000" + "17F03", Convert.ToHexString(await zmtp.ReadAsync(11)));
    }

    [Fact]
    public async Task Requests_that_came_together_are_all_answered()
    {
        await using var port = await SharedPort.StartAsync();
        await using var http = await port.DialAsync();
        await http.SendAsync([.. Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: here\r\n\r\n"), .. Wire.HttpRequest]);

        Assert.Equal(3, (await http.ReadToEndAsync()).Split("HTTP/1.1 200").Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Libzmq_reaches_a_shared_port(bool ioUring)
    {
        await using var port = await SharedPort.StartAsync(ioUring);
        await using var theirs = new LibZmqContext();
        var dealer = theirs.Open(LibZmqSocketType.Dealer);
        await dealer.ConnectAsync(port.Address);
        await dealer.SendAsync("hello"u8.ToArray());

        Assert.Equal("HELLO", Encoding.ASCII.GetString(Assert.Single(await dealer.ReceiveAsync())));
        await port.AssertServesHttpAsync();
    }

    [Theory]
    [InlineData("00")]
    [InlineData("01 00")]
    [InlineData("16 03 01 00 05 01 00 00 01 00 0D 0A 0D 0A")]
    [InlineData("7F 45 4C 46 0A 0A")]
    [InlineData("FF 00 00 00 00 00 00 00 01 00")]
    public async Task Garbage_costs_nobody_else_anything(string octets)
    {
        await using var port = await SharedPort.StartAsync();
        await using var bystander = await port.ConnectAsync<IDealerSocket>();
        await using var garbage = await port.DialAsync();
        await garbage.SendAsync(Convert.FromHexString(octets.Replace(" ", "", StringComparison.Ordinal)));
        garbage.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await garbage.ReadToEndAsync();

        Assert.Equal(["HELLO"], await bystander.AskAsync("hello"));
        await port.AssertServesBothAsync();
    }

    [Fact]
    public async Task Silent_connection_counts_as_http_after_the_timeout()
    {
        var clock = new TestClock();
        await using var port = await SharedPort.StartAsync(build: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await using var silent = await port.DialAsync();
        await Deadline.UntilAsync(() => Task.FromResult(clock.Pending.Contains(TimeSpan.FromSeconds(5))));
        clock.Advance(TimeSpan.FromSeconds(5));
        await Deadline.UntilAsync(() => Task.FromResult(!clock.Pending.Contains(TimeSpan.FromSeconds(5))));
        await silent.SendAsync([.. Wire.Greeting, .. "\r\n\r\n"u8]);

        Assert.StartsWith("HTTP/1.1 400", await silent.ReadToEndAsync(), StringComparison.Ordinal);
        await port.AssertServesBothAsync();
    }

    [Fact]
    public async Task Late_request_is_answered_after_the_timeout()
    {
        var clock = new TestClock();
        await using var port = await SharedPort.StartAsync(
            build: builder => builder.Services.AddSingleton<TimeProvider>(clock),
            zmtp: static options => (options.ShareHttpPorts, options.SniffTimeout) = (true, TimeSpan.FromSeconds(3)));
        await using var late = await port.DialAsync();
        await Deadline.UntilAsync(() => Task.FromResult(clock.Pending.Contains(TimeSpan.FromSeconds(3))));
        clock.Advance(TimeSpan.FromSeconds(3));
        await late.SendAsync(Wire.HttpRequest);

        Assert.StartsWith("HTTP/1.1 200", await late.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_is_served_by_the_only_mapped_socket_that_fits()
    {
        await using var port = await SharedPort.StartAsync(
            map: static app =>
            {
                app.MapZmqRouter("tcp://127.0.0.1:0", (string text) => text.ToUpperInvariant());
                app.MapZmqPull("pull", static _ => default);
            },
            build: static builder => builder.Services.AddZmq().AddSocket<IPullSocket>("pull").AddSocket<ISubSocket>("not mapped"));
        await using var dealer = await port.ConnectAsync<IDealerSocket>();
        await using var push = await port.ConnectAsync<IPushSocket>();
        Assert.Equal(["HELLO"], await dealer.AskAsync("hello"));

        await using var pub = await port.DialAsync();
        await pub.SendAsync([.. Wire.Greeting, 4, 25, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 3, .. "PUB"u8]);
        Assert.Contains("No socket here talks to Pub", await pub.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_that_fit_the_peer_names_one()
    {
        await using var port = await SharedPort.StartAsync(
            map: static app =>
            {
                app.MapZmqRouter("one", static () => "one");
                app.MapZmqRouter("two", static () => "two");
            },
            build: static builder => builder.Services.AddZmq().AddSocket<IRouterSocket>("one").AddSocket<IRouterSocket>("two"));
        await using var named = await port.DialAsync();
        await named.SendAsync([.. Wire.Greeting, 4, 44, .. Wire.ReadyDealer.AsSpan(2), 8, .. "Resource"u8, 0, 0, 0, 3, .. "two"u8, .. Wire.Hello]);
        Assert.Equal("two", Encoding.ASCII.GetString((await named.ReadAsync(64 + 2 + 41 + 2 + 3))[^3..]));

        await using var unnamed = await port.DialAsync();
        await unnamed.SendAsync([.. Wire.Greeting, .. Wire.ReadyDealer]);
        Assert.Contains("Several sockets here fit", await unnamed.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defaults_of_the_application_are_kept()
    {
        var told = 0;
        await using var port = await SharedPort.StartAsync(
            build: builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(_ => told++)));
        await port.AssertServesBothAsync();

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Cleartext_http_2_shares_the_port_where_it_is_alone()
    {
        await using var port = await SharedPort.StartAsync(
            build: static builder => builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureEndpointDefaults(
                static listen => listen.Protocols = HttpProtocols.Http2)));
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal("hello", await http.GetStringAsync(port.Server, Token));

        await using var dealer = await port.ConnectAsync<IDealerSocket>();
        Assert.Equal(["HELLO"], await dealer.AskAsync("hello"));
    }

    [Fact]
    public async Task Peers_end_with_the_server_and_do_not_hold_it_up()
    {
        await using var port = await SharedPort.StartAsync();
        await using var zmtp = await port.DialAsync();
        Assert.Equal("HELLO", await zmtp.AskHelloAsync(oneByOne: false));
        var stopping = port.App.App.StopAsync(Token);

        // It is asked whether it has read the answer.
        Assert.Equal([4, 15, 4, .. "PING\0\0farewell"u8], await zmtp.ReadAsync(17));
        await zmtp.SendAsync([4, 13, 4, .. "PONGfarewell"u8]);
        Assert.Equal("", await zmtp.ReadToEndAsync());
        await stopping.Within();
    }

    [Fact]
    public async Task Answer_of_a_running_handler_leaves_before_the_server_stops()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var port = await SharedPort.StartAsync(map: app => app.MapZmqRouter("tcp://127.0.0.1:0", async (string text) =>
        {
            entered.SetResult();
            await release.Task;
            return text;
        }));
        await using var dealer = await port.ConnectAsync<IDealerSocket>();
        await dealer.SendAsync("answer me", Token);
        await entered.Task.Within();
        var stopping = port.App.App.StopAsync(Token);
        release.SetResult();

        Assert.Equal(["answer me"], await dealer.ReceiveTextAsync());
        await stopping.Within();
    }

    [Fact]
    public async Task Timeout_that_is_none_is_an_error_at_the_start()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => SharedPort.StartAsync(zmtp: static options => (options.ShareHttpPorts, options.SniffTimeout) = (true, TimeSpan.Zero)));

        Assert.Contains("SniffTimeout is 00:00:00", error.Message, StringComparison.Ordinal);
    }
}
