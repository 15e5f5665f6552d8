using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Sniffing;
using Monocoque.AspNetCore.Tests.WebSockets;

namespace Monocoque.AspNetCore.Tests.Admission;

/// <summary>AllowFrom and DenyFrom where the web server accepts the connections.</summary>
public sealed class AddressTests
{
    private static readonly System.Net.IPNetwork s_here = System.Net.IPNetwork.Parse("127.0.0.1/32");
    private static readonly System.Net.IPNetwork s_elsewhere = System.Net.IPNetwork.Parse("127.0.0.2/32");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Endpoint_of_its_own_closes_without_a_word(bool ioUring)
    {
        await using var port = await ListenAsync(
            static listen => listen.UseZmtp("one", exclusive: true), static options => options.AllowFrom.Add(s_elsewhere), ioUring: ioUring);
        var refused = RefusedAsync(port.App.Socket<IRouterSocket>("one"));
        await AssertClosedAsync(port);

        Assert.Equal(ZmqError.Refused, Assert.IsType<ZmqException>((await refused.Within()).Error).Error);
        await AssertServesFromElsewhereAsync(port);
    }

    [Theory]
    [InlineData("one", false)]
    [InlineData("one", true)]
    [InlineData(null, false)]
    [InlineData(null, true)]
    public async Task Shared_port_takes_http_from_everywhere_and_zmtp_from_there_only(string? name, bool ioUring)
    {
        await using var port = await ListenAsync(
            listen => listen.UseZmtp(name), static options => options.DenyFrom.Add(s_here), static options => options.DenyFrom.Add(s_here), ioUring);
        await using var stranger = await port.DialAsync();
        await stranger.SendAsync(Wire.Greeting);
        Assert.Equal("", await stranger.ReadToEndAsync());

        await port.AssertServesHttpAsync();
        await AssertServesFromElsewhereAsync(port);
    }

    [Fact]
    public async Task Socket_that_takes_nobody_from_there_is_in_nobodys_way_on_a_port_of_several()
    {
        await using var port = await ListenAsync(
            static listen => listen.UseZmtp(), static options => options.DenyFrom.Add(s_here), map: static app =>
            {
                app.MapZmqRouter("one", static () => "one");
                app.MapZmqRouter("two", static () => "two");
            });
        await using var dealer = await port.ConnectAsync<IDealerSocket>();

        Assert.Equal(["two"], await dealer.AskAsync("hello"));
        Assert.Empty(port.App.Socket<IRouterSocket>("one").GetPeers());
    }

    [Fact]
    public async Task Socket_that_a_peer_names_and_that_takes_nobody_from_there_refuses_it()
    {
        await using var port = await ListenAsync(
            static listen => listen.UseZmtp(), static options => options.DenyFrom.Add(s_here), map: static app =>
            {
                app.MapZmqRouter("one", static () => "one");
                app.MapZmqPull("tcp://127.0.0.1:0", static (string text) => { });
            });
        var refused = RefusedAsync(port.App.Socket<IRouterSocket>("one"));
        await using var stranger = await port.DialAsync();
        await stranger.SendAsync([.. Wire.Greeting, .. Wire.ReadyDealer]);
        Assert.Contains("ERROR", await stranger.ReadToEndAsync(), StringComparison.Ordinal);

        await refused.Within();
    }

    [Fact]
    public async Task WebSocket_is_refused_with_403()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(static options => options.AllowFrom.Add(s_elsewhere));
        var refused = RefusedAsync(app.Socket);
        using var raw = await RawWebSocket.RequestAsync(app.Server, WebSocketApp<IPullSocket>.Path, "ZWS2.0/NULL");
        Assert.StartsWith("HTTP/1.1 403 ", raw.Answer[0], StringComparison.Ordinal);

        var e = await refused.Within();
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(e.RemoteEndPoint).Address);
        Assert.Equal(app.Address, e.Address!.ToString());
    }

    [Fact]
    public async Task WebSocket_behind_a_proxy_is_judged_by_what_the_proxy_says()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(
            static options => options.AllowFrom.Add(System.Net.IPNetwork.Parse("192.0.2.0/24")),
            map: static web => Forward(web).MapZmqWebSocket(WebSocketApp<IPullSocket>.Path, "here"));
        using var stranger = await RawWebSocket.RequestAsync(app.Server, WebSocketApp<IPullSocket>.Path, "ZWS2.0/NULL", "X-Forwarded-For: 203.0.113.5");
        Assert.StartsWith("HTTP/1.1 403 ", stranger.Answer[0], StringComparison.Ordinal);
        using var friend = await RawWebSocket.RequestAsync(app.Server, WebSocketApp<IPullSocket>.Path, "ZWS2.0/NULL", "X-Forwarded-For: 192.0.2.5");

        Assert.StartsWith("HTTP/1.1 101 ", friend.Answer[0], StringComparison.Ordinal);
    }

    private static WebApplication Forward(WebApplication app)
    {
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
        return app;
    }

    private static Task<SharedPort> ListenAsync(
        Action<ListenOptions> listen, Action<ZmqSocketOptions> one, Action<ZmqSocketOptions>? two = null, bool ioUring = false, Action<WebApplication>? map = null) =>
        SharedPort.ListenAsync(
            listen, map ?? (static app => app.MapZmqRouter("one", static () => "one")), ioUring: ioUring,
            build: builder => builder.Services.AddZmq().AddSocket<IRouterSocket>("one", one).AddSocket<IRouterSocket>("two", two));

    private static async Task AssertClosedAsync(SharedPort port)
    {
        try
        {
            await using var stranger = await port.DialAsync();
            Assert.Equal("", await stranger.ReadToEndAsync());
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Before it was known here that there was a connection.
        }
    }

    private static async Task AssertServesFromElsewhereAsync(SharedPort port)
    {
        await using var dealer = await ZmqSocket.ConnectAsync<IDealerSocket>($"tcp://127.0.0.2:0;127.0.0.1:{port.Server.Port}", cancellationToken: Token).Within();
        Assert.Equal(["one"], await dealer.AskAsync("hello"));
    }

    private static async Task<ZmqEvent> RefusedAsync(IZmqSocket socket)
    {
        await foreach (var e in socket.MonitorAsync(Token))
        {
            if (e.Kind == ZmqEventKind.AcceptFailed)
                return e;
        }
        throw new InvalidOperationException("The socket was closed.");
    }
}
