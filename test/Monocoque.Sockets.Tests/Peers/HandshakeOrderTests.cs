using System.Net;
using System.Net.Sockets;

namespace Monocoque.Sockets.Tests.Peers;

/// <summary>A peer that says everything at once: its whole greeting and READY arrive in one piece, and with that our handshake is done.</summary>
public sealed class HandshakeOrderTests : IDisposable
{
    private const int GreetingSize = 64;
    private const byte CommandFlag = 4;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public HandshakeOrderTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Address => $"tcp://{_listener.LocalEndPoint}";

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Message_queued_before_the_handshake_follows_our_ready()
    {
        await using var runtime = new ZmqRuntime();
        await using var dealer = runtime.CreateSocket<IDealerSocket>();
        dealer.Connect(Address);
        Assert.True(dealer.TrySend(ZmqMessage.Text("early")));

        var received = await ServeAsync("ROUTER", until: "early");

        Assert.Equal(CommandFlag, received[GreetingSize]);
        Assert.Equal("READY"u8.ToArray(), received[(GreetingSize + 3)..(GreetingSize + 8)]);
    }

    [Fact]
    public async Task Subscription_made_before_the_handshake_follows_our_ready()
    {
        await using var runtime = new ZmqRuntime();
        await using var sub = runtime.CreateSocket<ISubSocket>();
        sub.Subscribe("early");
        sub.Connect(Address);

        var received = await ServeAsync("PUB", until: "early");

        Assert.Equal("READY"u8.ToArray(), received[(GreetingSize + 3)..(GreetingSize + 8)]);
    }

    /// <summary>Plays the peer, and returns all it was told up to <paramref name="until"/>.</summary>
    private async Task<byte[]> ServeAsync(string type, string until)
    {
        using var peer = await _listener.AcceptAsync(Token);
        await peer.SendAsync(Greeting(type), Token);
        var received = new List<byte>();
        var buffer = new byte[1024];
        while (received.Count < GreetingSize || !System.Text.Encoding.Latin1.GetString([.. received]).Contains(until, StringComparison.Ordinal))
        {
            var count = await peer.ReceiveAsync(buffer, Token);
            Assert.NotEqual(0, count);
            received.AddRange(buffer[..count]);
        }
        return [.. received];
    }

    private static byte[] Greeting(string type)
    {
        byte[] signature = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F];
        byte[] metadata = [11, .. "Socket-Type"u8, 0, 0, 0, (byte)type.Length, .. System.Text.Encoding.ASCII.GetBytes(type)];
        return
        [
            .. signature, 3, 1, .. "NULL"u8, .. new byte[16], 0, .. new byte[31],
            CommandFlag, (byte)(6 + metadata.Length), 5, .. "READY"u8, .. metadata,
        ];
    }
}
