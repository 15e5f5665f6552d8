using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

public sealed class CoHostingTests
{
    private const string Loopback = "tcp://127.0.0.1:0";

    [Fact]
    public async Task Http_and_zmq_serve_side_by_side()
    {
        await using var app = await WebApp.StartAsync(app =>
        {
            app.MapGet("/ping", () => "pong");
            app.MapZmqRouter(Loopback, (string text) => text.ToUpperInvariant());
        });
        var url = Assert.Single(Addresses(app.Services));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        using var http = new HttpClient();

        Assert.StartsWith("http://127.0.0.1:", url, StringComparison.Ordinal);
        Assert.Equal("pong", await http.GetStringAsync(new Uri(url + "/ping"), TestContext.Current.CancellationToken));
        Assert.Equal(["HELLO"], await dealer.AskAsync("hello"));
    }

    [Fact]
    public async Task Http_routing_does_not_see_zmq_endpoints()
    {
        await using var app = await WebApp.StartAsync(app =>
        {
            app.MapGroup("/api").MapGet("/ping", () => "pong");
            app.MapZmqRouter(Loopback, _ => default).WithDisplayName("orders").WithMetadata("mark");
        });
        using var http = new HttpClient { BaseAddress = new Uri(Assert.Single(Addresses(app.Services))) };
        var endpoint = Assert.Single(app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<ZmqEndpoint>());

        Assert.Equal("pong", await http.GetStringAsync("/api/ping", TestContext.Current.CancellationToken));
        Assert.Equal(404, (int)(await http.GetAsync("/" + Loopback, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(("orders", Loopback, ZmqSocketType.Router), (endpoint.DisplayName, endpoint.SocketName, endpoint.SocketType));
        Assert.Equal("mark", endpoint.Metadata.GetMetadata<string>());
    }

    [Fact]
    public async Task Conventions_of_groups_reach_zmq_endpoints_in_the_order_of_routes()
    {
        await using var app = await WebApp.StartAsync(app =>
        {
            var group = app.MapGroup("/outer").WithMetadata("outer").MapGroup("/inner").WithMetadata("inner");
            group.MapZmqPub(Loopback).WithMetadata("own");
            app.MapGroup("").MapZmqPub(Loopback);
        });
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<ZmqEndpoint>().ToList();

        Assert.Equal(2, endpoints.Count);
        Assert.Contains(endpoints, endpoint => endpoint.Metadata.OfType<string>().SequenceEqual(["outer", "inner", "own"]));
        Assert.NotEqual(endpoints[0].SocketName, endpoints[1].SocketName);
    }

    [Fact]
    public async Task Endpoint_filters_are_refused_because_they_would_not_run() => Assert.Contains(
        "has an endpoint filter (AddEndpointFilter), which works on HTTP requests only",
        await WebApp.FailStartAsync(app => app.MapGroup("").AddEndpointFilter((context, next) => next(context)).MapZmqRouter(Loopback, _ => default)),
        StringComparison.Ordinal);

    [Fact]
    public async Task UseZmtp_may_be_called_twice()
    {
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqRep(Loopback, () => "once"),
            builder => builder.WebHost.UseZmtp(options => options.Defaults.MaxMessageSize = 100).UseZmtp(),
            zmtp => zmtp.Defaults.ReceiveHighWaterMark = 7);
        await using var req = await Clients.ConnectAsync<IReqSocket>(app.Socket<IRepSocket>());
        using var reply = await req.RequestAsync(ZmqMessage.Text("x"), Deadline.Time, TestContext.Current.CancellationToken);
        var options = app.Services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>().Get(Loopback);

        Assert.Equal("once", reply.GetString(0));
        Assert.Equal((100, 7), (options.MaxMessageSize, options.ReceiveHighWaterMark));
    }

    [Fact]
    public async Task Defaults_come_first_and_only_where_they_apply()
    {
        await using var app = await WebApp.StartAsync(
            _ => { },
            builder => builder.Configuration.AddInMemoryCollection(
            [
                new("Zmq:Sockets:pub:Type", "PUB"), new("Zmq:Sockets:pub:SendHighWaterMark", "5"),
                new("Zmq:Sockets:router:Type", "ROUTER"), new("Zmq:Sockets:sub:Type", "SUB"),
            ]),
            zmtp =>
            {
                zmtp.Defaults.SendHighWaterMark = 3;
                zmtp.Defaults.ReceiveHighWaterMark = 4;
                zmtp.Defaults.RouterMandatory = true;
                zmtp.Defaults.Subscribe.Add("a");
            });
        var monitor = app.Services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>();

        Assert.Equal((5, 1000, false), Read(monitor.Get("pub")));
        Assert.Equal((3, 4, true), Read(monitor.Get("router")));
        Assert.Equal((1000, 4, false), Read(monitor.Get("sub")));
        Assert.Equal(["a"], monitor.Get("sub").Subscribe);
        Assert.Empty(monitor.Get("pub").Subscribe);

        static (int, int, bool) Read(ZmqSocketOptions options) =>
            (options.SendHighWaterMark, options.ReceiveHighWaterMark, options.RouterMandatory);
    }

    [Fact]
    public async Task Section_may_have_another_name()
    {
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqPub("a"),
            builder => builder.Configuration.AddInMemoryCollection([new("Queues:Sockets:a:Type", "PUB")]),
            zmtp => zmtp.ConfigurationSection = "Queues");

        Assert.Equal("a", app.Socket<IPubSocket>().Name);
    }

    [Fact]
    public async Task Connections_pass_the_configured_middleware()
    {
        var passed = 0;
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqRouter(Loopback, () => "x"), zmtp: zmtp => zmtp.ConfigureConnection = connection => connection.Use(next => context =>
            {
                Interlocked.Increment(ref passed);
                return next(context);
            }));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await dealer.AskAsync("x");

        Assert.Equal(1, passed);
    }

    [Fact]
    public async Task Mapping_in_UseEndpoints_of_a_startup_works_too()
    {
        using var host = Host.CreateDefaultBuilder().ConfigureWebHostDefaults(web => web
            .ConfigureLogging(logging => logging.ClearProviders())
            .UseUrls("http://127.0.0.1:0").UseZmtp().Configure(app => app.UseRouting()
                .UseEndpoints(endpoints => endpoints.MapZmqRouter(Loopback, () => "late")))).Build();
        await host.StartAsync(TestContext.Current.CancellationToken).Within();
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(host.Services.GetRequiredService<IRouterSocket>());

        Assert.Equal(["late"], await dealer.AskAsync("x"));
        await host.StopAsync(TestContext.Current.CancellationToken).Within();
    }

    internal static IReadOnlyCollection<string> Addresses(IServiceProvider services) =>
        [.. services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses];
}
