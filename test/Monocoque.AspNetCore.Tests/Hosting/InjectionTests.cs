using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Hosting;

public sealed class InjectionTests
{
    [Fact]
    public void Each_interface_is_injected_by_name_and_alone()
    {
        using var services = Services(zmq => zmq
            .AddSocket<IPubSocket>("pub").AddSocket<ISubSocket>("sub").AddSocket<IReqSocket>("req")
            .AddSocket<IRepSocket>("rep").AddSocket<IDealerSocket>("dealer").AddSocket<IRouterSocket>("router")
            .AddSocket<IPushSocket>("push").AddSocket<IPullSocket>("pull").AddSocket<IPairSocket>("pair")
            .AddSocket<IXPubSocket>("xpub").AddSocket<IXSubSocket>("xsub").AddSocket<IStreamSocket>("stream")
            .AddSocket<IClientSocket>("client").AddSocket<IServerSocket>("server").AddSocket<IRadioSocket>("radio")
            .AddSocket<IDishSocket>("dish").AddSocket<IScatterSocket>("scatter").AddSocket<IGatherSocket>("gather")
            .AddSocket<IPeerSocket>("peer").AddSocket<IChannelSocket>("channel").AddSocket<IDgramSocket>("dgram"));

        Same<IPubSocket>("pub");
        Same<ISubSocket>("sub");
        Same<IReqSocket>("req");
        Same<IRepSocket>("rep");
        Same<IDealerSocket>("dealer");
        Same<IRouterSocket>("router");
        Same<IPushSocket>("push");
        Same<IPullSocket>("pull");
        Same<IPairSocket>("pair");
        Same<IXPubSocket>("xpub");
        Same<IXSubSocket>("xsub");
        Same<IStreamSocket>("stream");
        Same<IClientSocket>("client");
        Same<IServerSocket>("server");
        Same<IRadioSocket>("radio");
        Same<IDishSocket>("dish");
        Same<IScatterSocket>("scatter");
        Same<IGatherSocket>("gather");
        Same<IPeerSocket>("peer");
        Same<IChannelSocket>("channel");
        Same<IDgramSocket>("dgram");

        void Same<TSocket>(string name)
            where TSocket : class, IZmqSocket
        {
            var socket = services.GetRequiredKeyedService<TSocket>(name);
            Assert.Equal(name, socket.Name);
            Assert.Same(socket, services.GetRequiredService<TSocket>());
            Assert.Same(socket, services.GetRequiredKeyedService<TSocket>(name.ToUpperInvariant()));
        }
    }

    [Fact]
    public void Unknown_name_is_told_with_the_known_ones()
    {
        using var services = Services(zmq => zmq.AddSocket<IPubSocket>("a").AddSocket<IRouterSocket>("b"));

        var message = Assert.Throws<InvalidOperationException>(() => services.GetRequiredKeyedService<IPubSocket>("c")).Message;
        Assert.Contains("There is no socket named 'c'. Known sockets: 'a' (PUB), 'b' (ROUTER).", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_of_another_pattern_is_told()
    {
        using var services = Services(zmq => zmq.AddSocket<IRouterSocket>("b"));

        var message = Assert.Throws<InvalidOperationException>(() => services.GetRequiredKeyedService<IPubSocket>("b")).Message;
        Assert.Contains("The socket 'b' is a ROUTER, not a PUB. Ask for IRouterSocket", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_that_is_no_name_is_told()
    {
        using var services = Services(zmq => zmq.AddSocket<IRouterSocket>("b"));

        Assert.Contains(
            "keyed by their name", Assert.Throws<InvalidOperationException>(() => services.GetRequiredKeyedService<IRouterSocket>(5)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Interface_of_several_sockets_needs_a_name()
    {
        using var services = Services(zmq => zmq.AddSocket<IPubSocket>("a").AddSocket<IPubSocket>("b"));

        var message = Assert.Throws<InvalidOperationException>(services.GetRequiredService<IPubSocket>).Message;
        Assert.Contains("there are 2 PUB sockets, 'a', 'b'. Say which by [FromKeyedServices(\"a\")]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Interface_of_no_socket_is_told()
    {
        using var services = Services(zmq => zmq.AddSocket<IPubSocket>("a"));

        Assert.Contains(
            "there is no SUB socket. Known sockets: 'a' (PUB).",
            Assert.Throws<InvalidOperationException>(services.GetRequiredService<ISubSocket>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_do_not_apply_are_told()
    {
        using var services = Services(zmq => zmq.AddSocket<IPubSocket>("a", options => options.RouterMandatory = true));

        var message = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(services.GetRequiredService<IPubSocket>).Message;
        Assert.Contains("RouterMandatory", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_is_not_for_code_to_set()
    {
        using var services = Services(zmq => zmq.AddSocket<IPubSocket>("a", options => options.Type = ZmqSocketType.Req));

        Assert.Contains("do not set it", Assert.Throws<InvalidOperationException>(services.GetRequiredService<IPubSocket>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fakes_win_before_and_after()
    {
        using var early = new FakeRouter();
        using var late = new FakeRouter();
        var services = new ServiceCollection();
        services.AddSingleton<IRouterSocket>(early);
        services.AddZmq().AddSocket<IRouterSocket>("a");
        services.AddKeyedSingleton<IRouterSocket>("a", late);
        using var provider = services.BuildServiceProvider();

        Assert.Same(early, provider.GetRequiredService<IRouterSocket>());
        Assert.Same(late, provider.GetRequiredKeyedService<IRouterSocket>("a"));
    }

    [Fact]
    public async Task Container_may_end_either_way_and_sockets_twice()
    {
        var sync = Services(zmq => zmq.AddSocket<IPubSocket>("a"));
        var first = sync.GetRequiredService<IPubSocket>();
        Assert.Same(first, sync.GetRequiredKeyedService<IPubSocket>("a"));
#pragma warning disable CA1849, xUnit1051 // The synchronous end is what is tested.
        sync.Dispose();
#pragma warning restore CA1849, xUnit1051
        first.Dispose();
        await first.DisposeAsync();

        var later = Services(zmq => zmq.AddSocket<IPubSocket>("a"));
        var second = later.GetRequiredService<IPubSocket>();
        await later.DisposeAsync();
        await second.DisposeAsync();
        second.Dispose();
        Assert.Throws<ObjectDisposedException>(later.GetRequiredService<IPubSocket>);
        Assert.Equal(ZmqError.Terminated, Assert.Throws<ZmqException>(() => second.Connect("tcp://127.0.0.1:1")).Error);
    }

    private static ServiceProvider Services(Action<IZmqBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(services.AddZmq());
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
