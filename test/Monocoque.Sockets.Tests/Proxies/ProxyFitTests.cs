using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Proxies;

public sealed class ProxyFitTests : SocketTest
{
    [Fact]
    public void Sides_that_do_not_fit_are_refused_with_the_remedy()
    {
        Refuses(
            "PUB 'pub-1' and PUSH 'push-2' cannot be joined by a proxy: neither sends what the other receives. Pairs that fit are",
            Create<IPubSocket>(), Create<IPushSocket>());
        Refuses("neither sends", Create<IPullSocket>(), Create<ISubSocket>());
        Refuses("Use a DEALER", Create<IRouterSocket>(), Create<IReqSocket>());
        Refuses("Use a ROUTER", Create<IRepSocket>(), Create<IDealerSocket>());
        Refuses("the numbers of its peers", Create<IServerSocket>(), Create<IClientSocket>());
        Refuses("the group is not part", Create<IDishSocket>(), Create<IRadioSocket>());
        Refuses("begins with the address of its receiver", Create<IDgramSocket>(), Create<IDealerSocket>());
        var push = Create<IPushSocket>();
        Refuses("neither sends", push, push);
    }

    [Fact]
    public void Captures_and_controls_that_do_not_fit_are_refused_with_the_remedy()
    {
        var (router, dealer) = (Create<IRouterSocket>(), Create<IDealerSocket>());
        Refuses("Use a PUB, PUSH, PAIR or DEALER.", router, dealer, new ZmqProxyOptions { Capture = Create<IXPubSocket>() });
        Refuses("Use a PAIR, REP, SUB or PULL.", router, dealer, new ZmqProxyOptions { Control = Create<IReqSocket>() });
        Refuses("cannot be one side of the proxy and its capture as well.", router, dealer, new ZmqProxyOptions { Capture = dealer });
        var (left, right) = (Create<IPairSocket>(), Create<IPairSocket>());
        Refuses("cannot be one side of the proxy and its control as well.", left, right, new ZmqProxyOptions { Control = left });
    }

    private static void Refuses(string why, IZmqSocket frontend, IZmqSocket backend, ZmqProxyOptions? options = null) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => new ZmqProxy(frontend, backend, options)).Message, StringComparison.Ordinal);
}
