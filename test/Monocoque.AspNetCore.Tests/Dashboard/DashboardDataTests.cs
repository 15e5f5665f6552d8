using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.Patterns;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.AspNetCore.Tests.Dashboard;

/// <summary>What the page is told.</summary>
public sealed class DashboardDataTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Socket_is_described_with_its_addresses_peers_queues_and_totals()
    {
        await using var app = await DashboardApp.StartAsync(static zmq => zmq.AddSocket<IRouterSocket>("orders", static options =>
        {
            options.Bind.Add(DashboardApp.Loopback);
            (options.SendHighWaterMark, options.ReceiveHighWaterMark) = (30, 20);
        }));
        var orders = app.App.Socket<IRouterSocket>("orders");
        await using var runtime = new ZmqRuntime();
        await using var dealer = runtime.CreateSocket<IDealerSocket>(static options => options.RoutingId = "desk-1");
        await dealer.ConnectAsync(orders.Address(), Token).Within();
        for (var i = 0; i < 3; i++)
            await dealer.SendAsync("order", Token).Within();
        using (var taken = await orders.ReceiveAsync(Token).Within())
            await orders.SendAsync(ZmqMessage.Text("desk-1", "done"), Token).Within();
        await dealer.ReceiveTextAsync();
        await orders.SendAsync(ZmqMessage.Text("nobody", "lost"), Token).Within();

        var socket = await app.ReadSocketAsync("orders", static socket =>
            socket.GetProperty("sent").GetInt64() == 1 && socket.GetProperty("receiveQueue").GetProperty("length").GetInt64() == 2);

        Assert.Equal(("ROUTER", "NULL", true), (Text(socket, "type"), Text(socket, "mechanism"), socket.GetProperty("isOpen").GetBoolean()));
        var bound = Assert.Single(socket.GetProperty("bound").EnumerateArray());
        Assert.Equal((orders.Address(), true), (Text(bound, "address"), bound.GetProperty("isAccepting").GetBoolean()));
        Assert.Equal(1, socket.GetProperty("received").GetInt64());
        Assert.Equal("""{"length":2,"longest":2,"mark":20}""", socket.GetProperty("receiveQueue").GetRawText());
        Assert.Equal("""{"length":0,"longest":0,"mark":30}""", socket.GetProperty("sendQueue").GetRawText());
        Assert.Equal("""{"no_route":1}""", socket.GetProperty("dropped").GetRawText());
        Assert.Equal(1, socket.GetProperty("peerCount").GetInt32());
        var peer = Assert.Single(socket.GetProperty("peers").EnumerateArray());
        Assert.Equal(("desk-1", "DEALER", "NULL", "3.1"), (Text(peer, "routingId"), Text(peer, "type"), Text(peer, "mechanism"), Text(peer, "version")));
        Assert.StartsWith("127.0.0.1:", Text(peer, "endPoint"), StringComparison.Ordinal);
        Assert.Equal(orders.Address(), Text(peer, "address"));
        Assert.Equal(2, peer.GetProperty("receiveQueueLength").GetInt32());
    }

    [Fact]
    public async Task Address_without_a_peer_and_a_handler_that_works_are_shown()
    {
        await using var app = await DashboardApp.StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs", static options => options.Connect.Add("tcp://127.0.0.1:1")),
            static app =>
            {
                app.MapZmqDashboard();
                app.MapZmqPull("jobs", static (string _) => { });
            });

        var socket = await app.ReadSocketAsync("jobs", static socket => socket.GetProperty("reconnects").GetInt64() > 5);

        var connector = Assert.Single(socket.GetProperty("connects").EnumerateArray());
        Assert.Equal(("tcp://127.0.0.1:1", false), (Text(connector, "address"), connector.GetProperty("isConnected").GetBoolean()));
        // Attempts are many, and of those the last is told.
        Assert.InRange((await app.ReadAsync()).GetProperty("events").GetProperty("last").GetArrayLength(), 1, 2);
        Assert.Equal((1, 0, 0), (socket.GetProperty("handlers").GetInt32(), socket.GetProperty("busyHandlers").GetInt32(), socket.GetProperty("peerCount").GetInt32()));
    }

    [Fact]
    public async Task Events_are_told_from_the_first_look_on_the_newest_first()
    {
        await using var app = await DashboardApp.StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs", static options => options.Bind.Add(DashboardApp.Loopback)));
        Assert.Empty((await app.ReadAsync()).GetProperty("events").GetProperty("last").EnumerateArray());
        await using (await Clients.ConnectAsync<IPushSocket>(app.App.Socket<IPullSocket>("jobs")))
        {
        }

        List<string> kinds = [];
        await Deadline.UntilAsync(async () =>
        {
            var events = (await app.ReadAsync()).GetProperty("events").GetProperty("last").EnumerateArray().ToList();
            kinds = [.. events.Select(static e => $"{Text(e, "kind")} {Text(e, "socket")}")];
            return kinds.Count >= 3;
        });
        Assert.Equal(["Disconnected jobs", "HandshakeSucceeded jobs", "Accepted jobs"], kinds);
    }

    [Fact]
    public async Task Sockets_are_watched_only_while_somebody_looks()
    {
        var clock = new TestClock();
        await using var app = await DashboardApp.StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs"), build: builder => builder.Services.Configure<ZmqRuntimeOptions>(options => options.TimeProvider = clock));
        var events = ((SocketBase)app.App.Socket<IPullSocket>("jobs")).Events;
        Assert.False(events.IsWatched);

        await app.ReadAsync();
        Assert.True(events.IsWatched);
        clock.Advance(TimeSpan.FromSeconds(20));
        await app.ReadAsync();
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(events.IsWatched);

        clock.Advance(TimeSpan.FromSeconds(40));
        await Deadline.UntilAsync(() => Task.FromResult(!events.IsWatched));
        await app.ReadAsync();
        Assert.True(events.IsWatched);
    }

    [Fact]
    public async Task Many_who_look_at_once_cost_what_one_does()
    {
        var clock = new TestClock();
        await using var app = await DashboardApp.StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs"), build: builder => builder.Services.Configure<ZmqRuntimeOptions>(options => options.TimeProvider = clock));
        var first = await app.ReadTextAsync();
        await app.App.Socket<IPullSocket>("jobs").DisposeAsync();
        Assert.Equal(first, await app.ReadTextAsync());

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, await app.ReadTextAsync());
    }

    [Fact]
    public async Task Secrets_are_in_no_answer_whatever_the_mechanism()
    {
        var (server, client) = (ZmqCurve.GenerateKeyPair(), ZmqCurve.GenerateKeyPair());
        await using var app = await DashboardApp.StartAsync(zmq => zmq
            .AddSocket<IPullSocket>("plain", static options =>
            {
                options.Bind.Add(DashboardApp.Loopback);
                (options.Security.Mechanism, options.Security.AsServer) = (ZmqMechanism.Plain, true);
                options.Security.Users["alice"] = "plain-secret";
            })
            .AddSocket<IPullSocket>("curve", options =>
            {
                options.Bind.Add(DashboardApp.Loopback);
                (options.Security.Mechanism, options.Security.AsServer, options.Security.SecretKey) = (ZmqMechanism.Curve, true, server.SecretKey);
                options.Security.ClientKeys["bob"] = client.PublicKey;
            }));
        await app.ReadAsync();
        await using var runtime = new ZmqRuntime();
        await using var plain = runtime.CreateSocket<IPushSocket>(static options =>
            (options.Security.Mechanism, options.Security.Username, options.Security.Password) = (ZmqMechanism.Plain, "alice", "plain-secret"));
        await plain.ConnectAsync(app.App.Socket<IPullSocket>("plain").Address(), Token).Within();
        await using var stranger = runtime.CreateSocket<IPushSocket>(static options =>
            (options.Security.Mechanism, options.Security.Username, options.Security.Password) = (ZmqMechanism.Plain, "alice", "wrong-guess"));
        stranger.Connect(app.App.Socket<IPullSocket>("plain").Address());
        await using var curve = runtime.CreateSocket<IPushSocket>(options =>
        {
            options.Security.Mechanism = ZmqMechanism.Curve;
            (options.Security.PublicKey, options.Security.SecretKey, options.Security.ServerKey) = (client.PublicKey, client.SecretKey, server.PublicKey);
        });
        await curve.ConnectAsync(app.App.Socket<IPullSocket>("curve").Address(), Token).Within();
        var refused = await app.ReadSocketAsync("plain", static socket => socket.GetProperty("refused").TryGetProperty("not authenticated", out _));

        var text = await app.ReadTextAsync();

        Assert.Equal("PLAIN", Text(refused, "mechanism"));
        Assert.Equal("alice", Text(Assert.Single(refused.GetProperty("peers").EnumerateArray()), "user"));
        Assert.Contains("\"bob\"", text, StringComparison.Ordinal);
        foreach (var secret in new[] { "plain-secret", "wrong-guess", Escaped(server.SecretKey), Escaped(client.SecretKey) })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_ten_thousand_peers_and_addresses_as_many_are_told_as_can_be_read_those_with_the_longest_queues_first()
    {
        const int Peers = 10_000;
        await using var app = await DashboardApp.StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs", static options => options.Bind.Add(DashboardApp.Loopback)),
            build: static builder => builder.Services.UseInMemoryZmq());
        var address = app.App.Socket<IPullSocket>("jobs").Address();
        await using var push = app.App.Services.GetRequiredService<ZmqRuntime>().CreateSocket<IPushSocket>();
        for (var i = 0; i < Peers; i++)
            push.Connect(address);
        await app.ReadSocketAsync("jobs", static socket => socket.GetProperty("peerCount").GetInt32() == Peers);
        await push.SendAsync("job", Token).Within();

        var socket = await app.ReadSocketAsync("jobs", static socket => socket.GetProperty("receiveQueue").GetProperty("length").GetInt64() == 1);

        Assert.Equal(100, socket.GetProperty("peers").GetArrayLength());
        Assert.Equal(1, socket.GetProperty("peers")[0].GetProperty("receiveQueueLength").GetInt32());
        var sender = DashboardApp.Find(await app.ReadAsync(), push.Name);
        Assert.Equal((Peers, 10), (sender.GetProperty("connectCount").GetInt32(), sender.GetProperty("connects").GetArrayLength()));
        Assert.InRange((await app.ReadTextAsync()).Length, 1, 150_000);
    }

    [Fact]
    public async Task Of_ten_thousand_peers_of_a_hundred_sockets_few_of_each_are_told_and_of_a_name_its_beginning()
    {
        const int Sockets = 100;
        await using var app = await DashboardApp.StartAsync(
            static zmq =>
            {
                for (var i = 0; i < Sockets; i++)
                    zmq.AddSocket<IRouterSocket>($"a{i:00}", static options => options.Bind.Add(DashboardApp.Loopback));
            },
            build: static builder => builder.Services.UseInMemoryZmq());
        var routers = Enumerable.Range(0, Sockets).Select(i => app.App.Socket<IRouterSocket>($"a{i:00}")).ToList();
        var runtime = app.App.Services.GetRequiredService<ZmqRuntime>();
        for (var i = 0; i < 100; i++)
        {
            // Six octets of JSON for each of theirs.
            var name = $"{new string('<', 250)}{i:00}";
            var dealer = runtime.CreateSocket<IDealerSocket>(options => options.RoutingId = name);
            // The last has three peers.
            foreach (var router in routers.Take(i < 3 ? Sockets : Sockets - 1))
                dealer.Connect(router.Address());
        }
        await Deadline.UntilAsync(() => Task.FromResult(routers.Sum(static router => ((SocketBase)router).PeerCount) == 9903));

        var text = await app.ReadTextAsync();

        Assert.InRange(text.Length, 1, 1_000_000);
        using var document = JsonDocument.Parse(text);
        var sockets = document.RootElement.GetProperty("sockets").EnumerateArray().ToList();
        Assert.Equal(Sockets, sockets.Count);
        Assert.All(sockets[..^1], static socket => Assert.Equal((100, 5), (socket.GetProperty("peerCount").GetInt32(), socket.GetProperty("peers").GetArrayLength())));
        Assert.Equal((3, 3), (sockets[^1].GetProperty("peerCount").GetInt32(), sockets[^1].GetProperty("peers").GetArrayLength()));
        Assert.Equal(new string('<', 64) + "…", Text(sockets[0].GetProperty("peers")[0], "routingId"));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static string Escaped(string text) => JsonEncodedText.Encode(text).ToString();
}
