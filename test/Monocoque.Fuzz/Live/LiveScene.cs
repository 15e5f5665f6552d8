using System.Text;

namespace Monocoque.Fuzz.Live;

/// <summary>A socket that anybody can reach, and one good peer of it. What the good peer asks for has to go on happening, whatever strangers do.</summary>
internal sealed class LiveScene : IAsyncDisposable
{
    private readonly IZmqSocket _server;
    private readonly IZmqSocket _client;
    private readonly Func<CancellationToken, Task> _serve;
    private readonly Func<CancellationToken, Task> _ask;

    private LiveScene(IZmqSocket server, IZmqSocket client, Func<CancellationToken, Task> serve, Func<CancellationToken, Task> ask) =>
        (_server, _client, _serve, _ask) = (server, client, serve, ask);

    internal string Name => $"{_server.Type}";

    internal static IReadOnlyList<Func<ZmqRuntime, LiveScene>> All { get; } =
    [
        static runtime => Echo<IRepSocket, IReqSocket>(runtime, static (server, message, token) => server.SendAsync(message, token)),
        static runtime => Echo<IRouterSocket, IDealerSocket>(runtime, static (server, message, token) => server.SendAsync(message, token)),
        static runtime => Echo<IServerSocket, IClientSocket>(runtime, static (server, message, token) => server.SendAsync(message.RoutingId, message, token)),
        static runtime => Up<IDealerSocket, IDealerSocket>(runtime),
        static runtime => Up<IPairSocket, IPairSocket>(runtime),
        static runtime => Up<IChannelSocket, IChannelSocket>(runtime),
        static runtime => Up<IPullSocket, IPushSocket>(runtime),
        static runtime => Up<IGatherSocket, IScatterSocket>(runtime),
        static runtime => Up<ISubSocket, IPubSocket>(runtime),
        static runtime => Up<IXSubSocket, IPubSocket>(runtime),
        static runtime => Down<IPubSocket, ISubSocket>(runtime),
        static runtime => Down<IXPubSocket, ISubSocket>(runtime),
        static runtime => Down<IPushSocket, IPullSocket>(runtime),
        static runtime => Down<IScatterSocket, IGatherSocket>(runtime),
    ];

    internal async Task<ZmqAddress> StartAsync(CancellationToken token)
    {
        var address = await _server.BindAsync("tcp://127.0.0.1:0", token);
        await _client.ConnectAsync(address.ToString(), token);
        return address;
    }

    internal Task ServeAsync(CancellationToken token) => _serve(token);

    /// <summary>One thing that the good peer wants; done when it has it.</summary>
    internal Task AskAsync(CancellationToken token) => _ask(token);

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>Each message goes back to whoever sent it.</summary>
    private static LiveScene Echo<TServer, TClient>(ZmqRuntime runtime, Func<TServer, ZmqMessage, CancellationToken, ValueTask> reply)
        where TServer : class, IZmqReceiver
        where TClient : class, IZmqSender, IZmqReceiver
    {
        var server = runtime.CreateSocket<TServer>(Limit);
        var client = runtime.CreateSocket<TClient>();
        var count = 0;
        return new LiveScene(server, client, ServeAsync, AskAsync);

        async Task ServeAsync(CancellationToken token)
        {
            while (true)
            {
                var message = await server.ReceiveAsync(token);
                try
                {
                    await reply(server, message, token);
                }
                catch (Exception exception) when (exception is ZmqException or ArgumentException)
                {
                    // A stranger that has gone, or whose message cannot be one of ours.
                    message.Dispose();
                }
            }
        }

        async Task AskAsync(CancellationToken token)
        {
            var expected = $"{++count}";
            await client.SendAsync(ZmqMessage.Text(expected), token);
            using var answer = await client.ReceiveAsync(token);
            Engine.Finding.Unless(answer.GetString(answer.Count - 1) == expected, "another answer than was asked for");
        }
    }

    /// <summary>What the good peer sends arrives, among whatever strangers send.</summary>
    private static LiveScene Up<TServer, TClient>(ZmqRuntime runtime)
        where TServer : class, IZmqReceiver
        where TClient : class, IZmqSender
    {
        var server = runtime.CreateSocket<TServer>(Limit);
        (server as ISubSocket)?.Subscribe("");
        (server as IXSubSocket)?.Subscribe(default(ReadOnlySpan<byte>));
        var client = runtime.CreateSocket<TClient>();
        var mark = $"mark of {Guid.NewGuid()} ";
        var arrived = new SemaphoreSlim(0);
        return new LiveScene(server, client, ServeAsync, AskAsync);

        async Task ServeAsync(CancellationToken token)
        {
            while (true)
            {
                using var message = await server.ReceiveAsync(token);
                if (message[0].Span.StartsWith(Encoding.UTF8.GetBytes(mark)))
                    arrived.Release();
            }
        }

        async Task AskAsync(CancellationToken token)
        {
            // A publisher drops what nobody has subscribed to yet.
            if (client is IPubSocket publisher)
                await publisher.WaitForSubscriberAsync(1, token);
            await client.SendAsync(ZmqMessage.Text(mark), token);
            await arrived.WaitAsync(token);
        }
    }

    /// <summary>What is sent to all, or to one after the other, reaches the good peer again and again.</summary>
    private static LiveScene Down<TServer, TClient>(ZmqRuntime runtime)
        where TServer : class, IZmqSender
        where TClient : class, IZmqReceiver
    {
        var server = runtime.CreateSocket<TServer>(Limit);
        var client = runtime.CreateSocket<TClient>();
        (client as ISubSocket)?.Subscribe("");
        return new LiveScene(server, client, ServeAsync, AskAsync);

        async Task ServeAsync(CancellationToken token)
        {
            while (true)
            {
                await server.SendAsync(ZmqMessage.Text("tick"), token);
                await Task.Delay(1, token);
            }
        }

        async Task AskAsync(CancellationToken token) => (await client.ReceiveAsync(token)).Dispose();
    }

    private static void Limit(ZmqSocketOptions options)
    {
        (options.MaxMessageSize, options.HandshakeTimeout) = (64 * 1024, TimeSpan.FromSeconds(1));
        if (options.Type is ZmqSocketType.Pub or ZmqSocketType.XPub)
            options.MaxSubscriptionsPerPeer = 1000;
    }
}
