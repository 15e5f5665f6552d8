#pragma warning disable MONOCOQUE001 // The drafts are patterns too.
namespace Monocoque.Sockets.Tests.Tls;

/// <summary>Every pattern through TLS, once with the one end bound and once with the other.</summary>
public sealed class TlsPatternTests : TlsSocketTest
{
    public static TheoryData<string, bool> Pairs
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var pair in (string[])
            [
                "REQ/REP", "DEALER/ROUTER", "PUB/SUB", "XPUB/XSUB", "PUSH/PULL", "PAIR/PAIR",
                "CLIENT/SERVER", "RADIO/DISH", "SCATTER/GATHER", "CHANNEL/CHANNEL",
            ])
            {
                data.Add(pair, false);
                data.Add(pair, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Message_passes(string pair, bool secondBinds)
    {
        var (first, second) = (Make(pair.Split('/')[0], !secondBinds), Make(pair.Split('/')[1], secondBinds));
        var (binds, connects) = secondBinds ? (second, first) : (first, second);
        await connects.ConnectAsync(await BindTlsAsync(binds), Token);
        await Until(() => Core(binds).PeerCount == 1 && Core(connects).PeerCount == 1);
        switch (first)
        {
            case IPubSocket pub:
                await pub.WaitForSubscriberAsync(1, Token);
                break;
            case IXPubSocket xpub:
                Assert.Equal("\u0001a", await ReceiveAsync(xpub));
                break;
            case IRadioSocket radio:
                await PublishUntilReceivedAsync(radio, (IDishSocket)second);
                return;
        }
        await SendAsync((IZmqSender)first, "a hello");
        Assert.EndsWith("a hello", await ReceiveAsync((IZmqReceiver)second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_passes_between_peers_with_numbers()
    {
        var (binds, connects) = (Create<IPeerSocket>(Server), Create<IPeerSocket>(Client));
        var number = await connects.ConnectPeerAsync(await BindTlsAsync(binds), Token);
        await connects.SendAsync(number, ZmqMessage.Text("hello"), Token);
        Assert.Equal("hello", await ReceiveAsync(binds));
    }

    [Fact]
    public async Task Stream_speaks_tls_to_whoever_does()
    {
        var server = Create<IStreamSocket>(options =>
        {
            Server(options);
            options.StreamNotify = false;
        });
        var client = Create<IStreamSocket>(Client);
        await client.ConnectAsync(await BindTlsAsync(server), Token);
        using var connected = await client.ReceiveAsync(Token);
        await client.SendAsync(ZmqMessage.Create([connected.First, "GET / HTTP/1.0\r\n\r\n"u8.ToArray()]), Token);
        Assert.EndsWith("GET / HTTP/1.0\r\n\r\n", await ReceiveAsync(server), StringComparison.Ordinal);
    }

    private async Task PublishUntilReceivedAsync(IRadioSocket radio, IDishSocket dish)
    {
        dish.Join("weather");
        var receiving = dish.ReceiveAsync(Token).AsTask();
        while (!receiving.IsCompleted)
        {
            await radio.SendAsync("weather", ZmqMessage.Text("hello"), Token);
            await Task.WhenAny(receiving, Task.Delay(1, Token));
        }
        Assert.Equal("hello", Spend(await receiving));
    }

    private IZmqSocket Make(string type, bool binds)
    {
        Action<ZmqSocketOptions> tls = binds ? Server : Client;
        return type switch
        {
            "REQ" => Create<IReqSocket>(tls),
            "REP" => Create<IRepSocket>(tls),
            "DEALER" => Create<IDealerSocket>(tls),
            "ROUTER" => Create<IRouterSocket>(tls),
            "PUB" => Create<IPubSocket>(tls),
            "SUB" => Subscribed(Create<ISubSocket>(tls)),
            "XPUB" => Create<IXPubSocket>(tls),
            "XSUB" => Subscribed(Create<IXSubSocket>(tls)),
            "PUSH" => Create<IPushSocket>(tls),
            "PULL" => Create<IPullSocket>(tls),
            "PAIR" => Create<IPairSocket>(tls),
            "CLIENT" => Create<IClientSocket>(tls),
            "SERVER" => Create<IServerSocket>(tls),
            "RADIO" => Create<IRadioSocket>(tls),
            "DISH" => Create<IDishSocket>(tls),
            "SCATTER" => Create<IScatterSocket>(tls),
            "GATHER" => Create<IGatherSocket>(tls),
            _ => Create<IChannelSocket>(tls),
        };
    }

    private static ISubSocket Subscribed(ISubSocket socket)
    {
        socket.Subscribe("a"u8);
        return socket;
    }

    private static IXSubSocket Subscribed(IXSubSocket socket)
    {
        socket.Subscribe("a"u8);
        return socket;
    }
}
