using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Proxies;

/// <summary>A proxy over two bound sockets of ours.</summary>
public abstract class ProxyTest : SocketTest
{
    /// <summary>Binds both sockets and runs a proxy between them.</summary>
    private protected async Task<Running> RunAsync<TFrontend, TBackend>(
        TFrontend frontend, TBackend backend, ZmqProxyOptions? options = null, string transport = "inproc")
        where TFrontend : class, IZmqSocket
        where TBackend : class, IZmqSocket
    {
        var front = (await frontend.BindAsync(FreeAddress(transport), Token)).ToString();
        var back = (await backend.BindAsync(FreeAddress(transport), Token)).ToString();
        var proxy = new ZmqProxy(frontend, backend, options);
        return new Running(proxy, Run(proxy), front, back);
    }

    /// <summary>Runs it to the end of the test, when its sockets are closed under it, which nobody has to await.</summary>
    private protected Task Run(ZmqProxy proxy)
    {
        var running = proxy.RunAsync(Token);
        _ = running.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return running;
    }

    private protected Task<Running> RunAsync<TFrontend, TBackend>(ZmqProxyOptions? options = null)
        where TFrontend : class, IZmqSocket
        where TBackend : class, IZmqSocket => RunAsync(Create<TFrontend>(), Create<TBackend>(), options);

    protected async Task<TSocket> ConnectAsync<TSocket>(string address, Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket
    {
        var socket = Create<TSocket>(configure);
        await socket.ConnectAsync(address, Token);
        return socket;
    }

    private protected sealed record Running(ZmqProxy Proxy, Task Task, string Frontend, string Backend);
}
