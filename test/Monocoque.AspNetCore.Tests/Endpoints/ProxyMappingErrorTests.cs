using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.AspNetCore.Tests.Endpoints;

public sealed class ProxyMappingErrorTests
{
    [Fact]
    public async Task Two_addresses_need_their_patterns() =>
        await Refuses("do not tell the patterns of their sockets. Say it: MapZmqProxy<IXSubSocket, IXPubSocket>(…)", app => app.MapZmqProxy("tcp://*:1", "tcp://*:2"));

    [Fact]
    public async Task Sides_that_do_not_fit_are_refused()
    {
        await Refuses("PUB 'tcp://*:1' and PUSH 'tcp://*:2' cannot be joined by a proxy", app => app.MapZmqProxy<IPubSocket, IPushSocket>("tcp://*:1", "tcp://*:2"));
        await Refuses("REP 'rep' cannot be proxied: it receives and sends in turn", app => app.MapZmqProxy("rep", "tcp://*:2"));
    }

    [Fact]
    public async Task Names_that_are_unknown_or_of_another_pattern_are_refused()
    {
        await Refuses("There is no socket named 'ruoter'. Known sockets:", app => app.MapZmqProxy("ruoter", "tcp://*:1"));
        await Refuses("The socket 'router' is a ROUTER, not a XSUB.", app => app.MapZmqProxy<IXSubSocket, IXPubSocket>("router", "tcp://*:1"));
    }

    [Fact]
    public async Task A_socket_belongs_to_one_proxy_or_handler()
    {
        await Refuses("The socket ROUTER 'router' is mapped twice", app =>
        {
            app.MapZmqRouter("router", _ => default);
            app.MapZmqProxy("router", "tcp://*:1");
        });
        await Refuses("is both sides of the proxy", app => app.MapZmqProxy<IPairSocket, IPairSocket>("inproc://a", "inproc://a"));
    }

    [Fact]
    public async Task Captures_and_controls_that_cannot_serve_are_refused()
    {
        await Refuses("ROUTER 'router' cannot capture what a proxy forwards.", app => Proxy(app).CaptureTo("router"));
        await Refuses("PUB 'pub' cannot steer a proxy.", app => Proxy(app).SteerBy("pub"));
        await Refuses("is captured by PUB 'pub' already", app => Proxy(app).CaptureTo("pub").CaptureTo("inproc://b"));
        await Refuses("is steered by REP 'rep' already", app => Proxy(app).SteerBy("rep").SteerBy("inproc://b"));
    }

    [Fact]
    public async Task Names_of_proxies_are_their_own() => await Refuses("Two proxies are named 'a'.", app =>
    {
        app.MapZmqProxy<IPairSocket, IPairSocket>("inproc://a", "inproc://b").WithName("a");
        app.MapZmqProxy<IPairSocket, IPairSocket>("inproc://c", "inproc://d").WithName("a");
    });

    [Fact]
    public async Task A_side_of_a_proxy_has_no_handler_to_speak_of() =>
        await Refuses("PULL 'tcp://*:1' belongs to a proxy", app => Proxy(app).Frontend.WithConcurrency(2));

    [Fact]
    public async Task Injection_without_a_proxy_or_of_one_of_several_says_so()
    {
        await Refuses("no proxy is mapped", app => app.Services.GetRequiredService<ZmqProxy>());
        await Refuses("There is no proxy named 'x'. Known proxies: 'tcp://*:1'.", app =>
        {
            Proxy(app);
            app.Services.GetRequiredKeyedService<ZmqProxy>("x");
        });
        await Refuses("Say which by [FromKeyedServices(\"tcp://*:1\")]", app =>
        {
            Proxy(app);
            app.MapZmqProxy<IPairSocket, IPairSocket>("inproc://a", "inproc://b");
            app.Services.GetRequiredService<ZmqProxy>();
        });
    }

    private static ZmqProxyConventionBuilder Proxy(WebApplication app) => app.MapZmqProxy<IPullSocket, IPushSocket>("tcp://*:1", "tcp://*:2");

    private static async Task Refuses(string why, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseZmtp();
        builder.Services.AddZmq().AddSocket<IRouterSocket>("router").AddSocket<IPubSocket>("pub").AddSocket<IRepSocket>("rep");
        await using var app = builder.Build();
        Assert.Contains(why, Assert.Throws<InvalidOperationException>(() => map(app)).Message, StringComparison.Ordinal);
    }
}
