using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

public sealed class MappedProxyTests
{
    private const string Loopback = "tcp://127.0.0.1:0";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_and_replies_pass_between_two_addresses()
    {
        await using var app = await WebApp.StartAsync(app => app.MapZmqProxy<IRouterSocket, IDealerSocket>(Loopback, "ipc://*"));
        await using var client = await Clients.ConnectAsync<IReqSocket>(app.Socket<IRouterSocket>());
        await using var worker = await Clients.ConnectAsync<IRepSocket>(app.Socket<IDealerSocket>());
        await client.SendAsync("a", Token);
        Assert.Equal(["a"], await worker.ReceiveTextAsync());
        await worker.SendAsync("b", Token);

        Assert.Equal(["b"], await client.ReceiveTextAsync());
    }

    [Fact]
    public async Task Publications_pass_between_named_sockets_one_of_which_connects()
    {
        await using var publisher = await ZmqSocket.BindAsync<IXPubSocket>(Loopback, cancellationToken: Token);
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqProxy("in", "out"),
            builder => builder.Configuration.AddInMemoryCollection(
            [
                new("Zmq:Sockets:in:Type", "XSUB"), new("Zmq:Sockets:in:Connect", publisher.Address()),
                new("Zmq:Sockets:out:Type", "XPUB"), new("Zmq:Sockets:out:Bind", Loopback),
            ]));
        await using var subscriber = await Clients.ConnectAsync<ISubSocket>(app.Socket<IXPubSocket>());
        subscriber.Subscribe("EUR");
        Assert.Equal(["\u0001EUR"], await publisher.ReceiveTextAsync());
        await publisher.SendAsync(ZmqMessage.Text("EURUSD", "1.1"), Token);

        Assert.Equal(["EURUSD", "1.1"], await subscriber.ReceiveTextAsync());
    }

    [Fact]
    public async Task An_address_beside_a_name_is_of_the_pattern_that_goes_with_it()
    {
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqProxy("work", Loopback),
            builder => builder.Services.AddZmq().AddSocket<IPullSocket>("work", options => options.Bind.Add(Loopback)));
        await using var producer = await Clients.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>());
        await using var worker = await Clients.ConnectAsync<IPullSocket>(app.Socket<IPushSocket>());
        await producer.SendAsync("job", Token);

        Assert.Equal(["job"], await worker.ReceiveTextAsync());
    }

    [Fact]
    public async Task Further_addresses_capture_and_control_can_be_added()
    {
        await using var app = await WebApp.StartAsync(app =>
        {
            var proxy = app.MapZmqProxy<IPullSocket, IPushSocket>(Loopback, Loopback).CaptureTo<IPushSocket>("ipc://*").SteerBy("inproc://steering");
            proxy.Frontend.BindTo("ipc://*");
        });
        var pull = app.Socket<IPullSocket>();
        await using var capture = await Clients.ConnectAsync<IPullSocket>(app.Socket<IPushSocket>("ipc://*"));
        await using var worker = await Clients.ConnectAsync<IPullSocket>(app.Socket<IPushSocket>(Loopback + "#2"));
        await using var producer = ZmqSocket.Create<IPushSocket>();
        await producer.ConnectAsync(pull.BoundAddresses[1].ToString(), Token);
        await producer.SendAsync("job", Token);

        Assert.Equal(["job"], await worker.ReceiveTextAsync());
        Assert.Equal(["job"], await capture.ReceiveTextAsync());
        var runtime = app.Services.GetRequiredService<ZmqRuntime>();
        var steering = runtime.CreateSocket<IReqSocket>();
        await steering.ConnectAsync("inproc://steering", Token);
        await steering.SendAsync("PAUSE", Token);
        Assert.Equal([""], await steering.ReceiveTextAsync());
        Assert.Equal(ZmqProxyState.Paused, app.Services.GetRequiredService<ZmqProxy>().State);
    }

    [Fact]
    public async Task The_running_proxy_is_paused_and_resumed_over_http()
    {
        await using var app = await WebApp.StartAsync(
            app =>
            {
                app.MapZmqProxy<IPullSocket, IPushSocket>("tcp://127.0.0.1:*", Loopback).WithName("jobs");
                app.MapPost("/pause", ([FromKeyedServices("jobs")] ZmqProxy proxy) => proxy.Pause());
                app.MapPost("/resume", (ZmqProxy proxy) => proxy.Resume());
                app.MapGet("/statistics", (ZmqProxy proxy) => proxy.GetStatistics().Frontend.ReceivedMessages);
            });
        await using var producer = await Clients.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>());
        await using var worker = await Clients.ConnectAsync<IPullSocket>(app.Socket<IPushSocket>());
        using var http = new HttpClient { BaseAddress = new Uri(Url(app)) };
        (await http.PostAsync(new Uri("/pause", UriKind.Relative), null, Token)).EnsureSuccessStatusCode();
        await producer.SendAsync("job", Token);
        await app.Socket<IPullSocket>().WaitToReceiveAsync(Token);
        Assert.Equal(0, await http.GetFromJsonAsync<long>(new Uri("/statistics", UriKind.Relative), Token));
        (await http.PostAsync(new Uri("/resume", UriKind.Relative), null, Token)).EnsureSuccessStatusCode();

        Assert.Equal(["job"], await worker.ReceiveTextAsync());
        Assert.Equal(1, await http.GetFromJsonAsync<long>(new Uri("/statistics", UriKind.Relative), Token));
    }

    [Fact]
    public async Task A_socket_that_the_application_closes_ends_the_proxy_which_is_logged()
    {
        await using var app = await WebApp.StartAsync(app => app.MapZmqProxy<IRouterSocket, IDealerSocket>(Loopback, Loopback));
        await app.Socket<IRouterSocket>().DisposeAsync();

        await Deadline.UntilAsync(() => Task.FromResult(app.Log.Entries.Any(static entry => entry.Id == 4102)));
        Assert.Equal(ZmqProxyState.Terminated, app.Services.GetRequiredService<ZmqProxy>().State);
    }

    [Fact]
    public async Task The_host_stops_with_a_proxy_that_is_paused_and_one_that_is_blocked()
    {
        var app = await WebApp.StartAsync(app =>
        {
            app.MapZmqProxy<IRouterSocket, IDealerSocket>(Loopback, Loopback);
            app.MapZmqProxy<IPullSocket, IPushSocket>("ipc://*", "ipc://*");
        });
        app.Services.GetRequiredKeyedService<ZmqProxy>(Loopback).Pause();
        await using var producer = await Clients.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>());
        await producer.SendAsync("nobody takes this", Token);
        await app.App.StopAsync(Token).Within();

        Assert.Equal(ZmqProxyState.Terminated, app.Services.GetRequiredKeyedService<ZmqProxy>("ipc://*").State);
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Conventions_reach_all_its_sockets_also_those_added_later()
    {
        var message = await WebApp.FailStartAsync(app =>
        {
            var proxy = app.MapZmqProxy<IRouterSocket, IDealerSocket>(Loopback, Loopback).RequireAuthorization().CaptureTo("inproc://audit");
            proxy.Frontend.AllowAnonymous();
            proxy.Backend.AllowAnonymous();
        });

        Assert.Contains("ZMQ PUB 'inproc://audit' asks for authorization", message, StringComparison.Ordinal);
    }

    private static string Url(WebApp app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
