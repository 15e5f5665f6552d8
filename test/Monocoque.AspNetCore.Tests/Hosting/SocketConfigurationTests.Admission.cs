using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monocoque.Hosting;

namespace Monocoque.AspNetCore.Tests.Hosting;

/// <summary>Who may connect.</summary>
public sealed partial class SocketConfigurationTests
{
    [Fact]
    public void Filters_are_lists_of_numbers()
    {
        var options = Options("a", """
            { "Zmq": { "Sockets": { "a": { "Type": "Pull", "IpcFilterUids": [0, 4294967295], "IpcFilterGids": 100, "IpcFilterPids": ["1"] } } } }
            """);

        Assert.Equal([0, uint.MaxValue], options.IpcFilterUids);
        Assert.Equal((100u, 1u), (options.IpcFilterGids.Single(), options.IpcFilterPids.Single()));
    }

    [Fact]
    public void Networks_are_a_list_or_a_text()
    {
        var options = Options("a", """
            { "Zmq": { "Sockets": { "a": { "Type": "Router", "AllowFrom": ["10.0.0.0/8", "2001:db8::1"], "DenyFrom": "10.1.2.3" } } } }
            """);

        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::1/128")], options.AllowFrom);
        Assert.Equal([IPNetwork.Parse("10.1.2.3/32")], options.DenyFrom);
    }

    [Fact]
    public void Networks_of_a_socket_narrow_those_of_the_defaults()
    {
        using var services = Services(
            """
            { "Zmq": { "Sockets": {
                "a": { "Type": "PUB", "AllowFrom": ["10.1.0.0/16"], "DenyFrom": ["10.1.2.0/24"] },
                "b": { "Type": "PUB" },
                "c": { "Type": "PUB", "AllowFrom": null } } } }
            """,
            static zmq => zmq.Services.Configure<ZmqHostingOptions>(static hosting => hosting.Defaults = new ZmqSocketOptions
            {
                AllowFrom = { IPNetwork.Parse("10.0.0.0/8") }, DenyFrom = { IPNetwork.Parse("10.9.0.0/16") },
            }));
        var monitor = services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>();

        Assert.Equal(["10.1.0.0/16"], monitor.Get("a").AllowFrom.Select(static network => network.ToString()));
        Assert.Equal(["10.9.0.0/16", "10.1.2.0/24"], monitor.Get("a").DenyFrom.Select(static network => network.ToString()));
        Assert.Equal(["10.0.0.0/8"], monitor.Get("b").AllowFrom.Select(static network => network.ToString()));
        Assert.Equal(["10.0.0.0/8"], monitor.Get("c").AllowFrom.Select(static network => network.ToString()));
    }

    [Fact]
    public void Filters_of_a_socket_take_the_place_of_those_of_the_defaults()
    {
        using var services = Services(
            """
            { "Zmq": { "Sockets": {
                "a": { "Type": "PUB", "IpcFilterUids": [1000], "IpcFilterGids": 100, "IpcFilterPids": null } } } }
            """,
            static zmq => zmq.Services.Configure<ZmqHostingOptions>(static hosting => hosting.Defaults = new ZmqSocketOptions
            {
                IpcFilterUids = { 0 }, IpcFilterGids = { 0 }, IpcFilterPids = { 7 },
            }));
        var options = services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>().Get("a");

        Assert.Equal((1000u, 100u, 7u), (options.IpcFilterUids.Single(), options.IpcFilterGids.Single(), options.IpcFilterPids.Single()));
    }
}
