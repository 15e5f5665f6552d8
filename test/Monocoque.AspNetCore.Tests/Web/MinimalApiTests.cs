using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.AspNetCore.Tests.Web;

/// <summary>Sockets as parameters of HTTP minimal APIs, without an attribute.</summary>
public sealed class MinimalApiTests
{
    public static TheoryData<Delegate, ZmqSocketType> Handlers => new()
    {
        { (IPubSocket socket) => socket.Name, ZmqSocketType.Pub },
        { (ISubSocket socket) => socket.Name, ZmqSocketType.Sub },
        { (IReqSocket socket) => socket.Name, ZmqSocketType.Req },
        { (IRepSocket socket) => socket.Name, ZmqSocketType.Rep },
        { (IDealerSocket socket) => socket.Name, ZmqSocketType.Dealer },
        { (IRouterSocket socket) => socket.Name, ZmqSocketType.Router },
    };

    [Theory]
    [MemberData(nameof(Handlers), DisableDiscoveryEnumeration = true)]
    public async Task Http_handler_takes_a_socket_like_any_service(Delegate handler, ZmqSocketType type)
    {
        await using var app = await WebApp.StartAsync(
            app => app.MapGet("/name", handler),
            builder => builder.Configuration["Zmq:Sockets:mine:Type"] = type.ToString());
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var http = new HttpClient { BaseAddress = new Uri(url) };

        Assert.Equal("mine", await http.GetStringAsync("/name", TestContext.Current.CancellationToken));
    }
}
