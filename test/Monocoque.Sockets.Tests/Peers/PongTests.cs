using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

public sealed class PongTests : SocketTest
{
    /// <summary>Answers that wait are bounded by their own octets, so that what else waits does not cost the peer its answer.</summary>
    [Fact]
    public async Task A_ping_is_answered_by_a_subscriber_whose_subscriptions_wait()
    {
        using var listener = new RawListener(receiveBuffer: 4096);
        await using var sub = Create<ISubSocket>(o => o.SendBufferSize = 4096);
        sub.Subscribe("m");
        sub.Connect(listener.Address);
        using var peer = await listener.AcceptAsync("PUB", Token);
        for (var i = 0; i < 20_000; i++)
            sub.Subscribe($"a topic that is rather long, so that a thousand of them are many octets, and that has the number {i}");
        await peer.SendAsync([4, 8, 4, .. "PING\0\0x"u8]);
        await peer.SendMessageAsync("m");
        Assert.Equal("m", await ReceiveAsync(sub));
        string command;
        do
            command = await peer.ReadMessageAsync();
        while (command.StartsWith("<\u0009SUBSCRIBE", StringComparison.Ordinal));
        Assert.Equal("<\u0004PONGx>", command);
    }
}
