using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monocoque.Patterns;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>The handler by hand, in a Kestrel that knows nothing else of ZMTP.</summary>
public sealed class ConnectionHandlerTests : SocketTest
{
    [Fact]
    public async Task A_peer_reaches_the_only_socket_that_fits_it()
    {
        await using var rep = Create<IRepSocket>();
        await using var pub = Create<IPubSocket>();
        await using var kestrel = await StartAsync();
        await using var req = Create<IReqSocket>();
        // REQ itself is a socket of this runtime, but talks to no REQ.
        await req.ConnectAsync(AddressOf(kestrel).ToString(), Token);
        await SendAsync(req, "q");
        Assert.Equal("q", await ReceiveAsync(rep));
        await SendAsync(rep, "a");
        Assert.Equal("a", await ReceiveAsync(req));
    }

    [Fact]
    public async Task A_peer_that_fits_no_socket_is_told_so()
    {
        await using var pub = Create<IPubSocket>();
        await using var kestrel = await StartAsync();
        using var peer = await DialAsync(AddressOf(kestrel));
        await peer.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("REQ")]);
        await peer.ReadAsync(64);
        Assert.Contains("No socket here talks to", await peer.ReadMessageAsync(), StringComparison.Ordinal);
        await peer.ReadToEndAsync();
        await Until(() => Log.Count(2001) == 1);
        Assert.Equal(1, Meter.Read("zmq.handshakes.failed"));
    }

    [Fact]
    public async Task A_peer_that_fits_several_sockets_must_name_one()
    {
        await using var one = Create<IRepSocket>();
        await using var two = Create<IRepSocket>();
        await using var kestrel = await StartAsync();
        using (var peer = await DialAsync(AddressOf(kestrel)))
        {
            await peer.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("REQ")]);
            await peer.ReadAsync(64);
            Assert.Contains("Several sockets here fit", await peer.ReadMessageAsync(), StringComparison.Ordinal);
            await peer.ReadToEndAsync();
        }
        using var named = await DialAsync(AddressOf(kestrel));
        await named.ShakeHandsAsync("REQ", more: ("Resource", two.Name));
        await named.SendMessageAsync("", "for two");
        Assert.Equal("for two", await ReceiveAsync(two));

        using var unknown = await DialAsync(AddressOf(kestrel));
        await unknown.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("REQ", "", ("Resource", "nobody"))]);
        await unknown.ReadAsync(64);
        Assert.StartsWith("<\u0005ERROR", await unknown.ReadMessageAsync(), StringComparison.Ordinal);
    }

    /// <summary>Here it has no address of its own at which that would be refused.</summary>
    [Fact]
    public async Task Heartbeats_that_a_pattern_does_not_have_are_told_of_and_harm_nothing()
    {
        await using var radio = Create<IRadioSocket>(o => o.HeartbeatInterval = TimeSpan.FromSeconds(10));
        await using var kestrel = await StartAsync();
        await using var dish = Create<IDishSocket>();
        dish.Join("g");
        await dish.ConnectAsync(AddressOf(kestrel).ToString(), Token);
        await Until(() => Log.Count(3020) == 1);
        var text = Log.Entries.Single(static entry => entry.Id == 3020).Text;
        Assert.Contains("HeartbeatInterval could not be set", text, StringComparison.Ordinal);
        Assert.Contains("RADIO and DISH have them over WebSocket only", text, StringComparison.Ordinal);
        await Until(() => ((RadioSocket)radio).GroupCount == 1);
        await radio.SendAsync("g", ZmqMessage.Text("x"), Token);
        Assert.Equal("x", await ReceiveAsync(dish));
    }

    [Fact]
    public async Task Closing_the_socket_ends_the_connections_it_was_given()
    {
        await using var rep = Create<IRepSocket>();
        await using var kestrel = await StartAsync();
        using var peer = await DialAsync(AddressOf(kestrel), "REQ");
        await Until(() => Core(rep).PeerCount == 1);
        await rep.DisposeAsync().AsTask().WaitAsync(Token);
        await peer.ReadToEndAsync();
    }

    [Fact]
    public async Task A_peer_beyond_the_connections_a_socket_takes_is_told_so()
    {
        await using var rep = Create<IRepSocket>(o => o.MaxConnections = 1);
        await using var events = new EventRecorder(rep, Token);
        await using var kestrel = await StartAsync();
        using (await DialAsync(AddressOf(kestrel), "REQ"))
        {
            await Until(() => Core(rep).PeerCount == 1);
            using var second = await DialAsync(AddressOf(kestrel));
            await second.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("REQ")]);
            await second.ReadAsync(64);
            Assert.Contains("Too many connections", await second.ReadMessageAsync(), StringComparison.Ordinal);
            await second.ReadToEndAsync();
        }
        await Until(() => Core(rep).PeerCount == 0);
        Assert.Equal(1, Log.Count(3021));
        await events.WaitForAsync(ZmqEventKind.AcceptFailed);
        Assert.Equal(ZmqEventKind.Accepted, events.Kinds.First());
        await Until(() => Log.Count(1000) == 1);
        using var next = await DialAsync(AddressOf(kestrel), "REQ");
        await Until(() => Core(rep).PeerCount == 1);
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Runtime);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, static listen => listen.UseConnectionHandler<ZmtpConnectionHandler>()));
        var app = builder.Build();
        await app.StartAsync(Token);
        return app;
    }

    private static ZmqAddress AddressOf(WebApplication app)
    {
        var uri = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return ZmqAddress.Parse($"tcp://127.0.0.1:{uri.Port}");
    }
}
