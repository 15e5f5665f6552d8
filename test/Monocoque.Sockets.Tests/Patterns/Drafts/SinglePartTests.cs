using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns.Drafts;

/// <summary>CLIENT, SCATTER, GATHER and CHANNEL: DEALER, PUSH, PULL and PAIR whose messages have one frame.</summary>
public sealed class SinglePartTests : SocketTest
{
    [Fact]
    public async Task Sending_several_frames_is_an_error_that_says_so()
    {
        await RefusesAsync(Create<IClientSocket>());
        await RefusesAsync(Create<IScatterSocket>());
        await RefusesAsync(Create<IChannelSocket>());
        await using var server = Create<IServerSocket>();
        await Assert.ThrowsAsync<ArgumentException>(() => server.SendAsync(1, ZmqMessage.Text("a", "b"), Token).AsTask());
        await using var peer = Create<IPeerSocket>();
        await Assert.ThrowsAsync<ArgumentException>(() => peer.SendAsync(1, ZmqMessage.Text("a", "b"), Token).AsTask());
        await using var radio = Create<IRadioSocket>();
        await Assert.ThrowsAsync<ArgumentException>(() => radio.SendAsync("g", ZmqMessage.Text("a", "b"), Token).AsTask());
    }

    [Theory]
    [InlineData("CLIENT")]
    [InlineData("SCATTER")]
    [InlineData("CHANNEL")]
    [InlineData("PEER")]
    public async Task Several_frames_received_are_dropped_whole_and_counted_and_the_peer_stays(string peerType)
    {
        await using IZmqReceiver receiver = peerType switch
        {
            "CLIENT" => Create<IServerSocket>(),
            "SCATTER" => Create<IGatherSocket>(),
            "CHANNEL" => Create<IChannelSocket>(),
            _ => Create<IPeerSocket>(),
        };
        using var peer = await DialAsync(await receiver.BindAsync(FreeAddress(), Token), peerType);
        await peer.SendAsync([.. RawPeer.Encode("a", "b", "c"), .. RawPeer.Encode("one")]);
        Assert.Equal("one", await ReceiveAsync(receiver));
        await Until(() => CountersOf(receiver).GetDropped(DropReason.Unexpected) == 1);
        Assert.Equal(1, Core(receiver).PeerCount);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_client_asks_its_servers_in_turn_and_hears_each(string transport)
    {
        await using var client = Create<IClientSocket>();
        var servers = new List<IServerSocket>();
        for (var i = 0; i < 3; i++)
        {
            servers.Add(Create<IServerSocket>());
            await client.ConnectAsync((await servers[i].BindAsync(FreeAddress(transport), Token)).ToString(), Token);
        }
        for (var i = 0; i < 6; i++)
            await SendAsync(client, $"{i}");
        for (var i = 0; i < 6; i++)
        {
            using var request = await servers[i % 3].ReceiveAsync(Token);
            Assert.Equal($"{i}", request.GetString(0));
            await servers[i % 3].SendAsync(request.RoutingId, ZmqMessage.Text($"answer {i}"), Token);
        }
        var answers = new List<string>();
        for (var i = 0; i < 6; i++)
            answers.Add(await ReceiveAsync(client));
        Assert.Equal(Enumerable.Range(0, 6).Select(static i => $"answer {i}"), answers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Scatter_goes_round_the_gathers_and_waits_without_any()
    {
        await using var scatter = Create<IScatterSocket>();
        Assert.False(scatter.TrySend(ZmqMessage.Text("x")));
        var gathers = new List<IGatherSocket>();
        for (var i = 0; i < 3; i++)
        {
            gathers.Add(Create<IGatherSocket>());
            await scatter.ConnectAsync((await gathers[i].BindAsync(FreeAddress(), Token)).ToString(), Token);
        }
        for (var i = 0; i < 9; i++)
            await SendAsync(scatter, $"{i}");
        for (var i = 0; i < 9; i++)
            Assert.Equal($"{i}", await ReceiveAsync(gathers[i % 3]));
    }

    [Fact]
    public async Task A_channel_has_one_peer()
    {
        await using var channel = Create<IChannelSocket>();
        await using var first = Create<IChannelSocket>();
        var address = await JoinAsync(channel, first);
        using var second = await DialAsync(ZmqAddress.Parse(address));
        await second.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("CHANNEL")]);
        await second.ReadToEndAsync();
        await SendAsync(channel, "there");
        Assert.Equal("there", await ReceiveAsync(first));
        await SendAsync(first, "back");
        Assert.Equal("back", await ReceiveAsync(channel));
    }

    private async Task RefusesAsync(IZmqSender socket)
    {
        await using (socket)
        {
            var error = await Assert.ThrowsAsync<ArgumentException>(() => SendAsync(socket, "a", "b"));
            Assert.Contains("has one frame, not 2", error.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => socket.TrySend(ZmqMessage.Text("a", "b")));
        }
    }
}
