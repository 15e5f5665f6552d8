using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class PairSocketTests : SocketTest
{
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_pair_speaks_in_both_directions_without_turns(string transport)
    {
        await using var one = Create<IPairSocket>();
        await using var two = Create<IPairSocket>();
        two.Connect((await one.BindAsync(FreeAddress(transport), Token)).ToString());
        for (var i = 0; i < 5; i++)
        {
            await SendAsync(one, $"{i}", "there");
            await SendAsync(two, $"{i}", "back");
        }
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal($"{i}|there", await ReceiveAsync(two));
            Assert.Equal($"{i}|back", await ReceiveAsync(one));
        }
    }

    [Fact]
    public async Task A_second_peer_is_closed_and_the_first_notices_nothing()
    {
        await using var pair = Create<IPairSocket>();
        var address = await pair.BindAsync(FreeAddress(), Token);
        using var first = await DialAsync(address, "PAIR");
        await Until(() => Core(pair).PeerCount == 1);
        using var second = await DialAsync(address);
        await second.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("PAIR"), .. RawPeer.Encode("mixed in")]);
        await second.ReadToEndAsync();
        await first.SendMessageAsync("from the first");
        Assert.Equal("from the first", await ReceiveAsync(pair));
        await SendAsync(pair, "to the first");
        Assert.Equal("to the first", await first.ReadMessageAsync());
        Assert.Equal(1, Core(pair).PeerCount);
    }

    [Fact]
    public async Task The_next_peer_comes_when_the_first_has_gone_and_what_waited_goes_to_it()
    {
        await using var pair = Create<IPairSocket>();
        var address = await pair.BindAsync(FreeAddress(), Token);
        var first = await DialAsync(address, "PAIR");
        await Until(() => Core(pair).PeerCount == 1);
        first.Dispose();
        await Until(() => Core(pair).PeerCount == 0);
        Assert.False(pair.TrySend(ZmqMessage.Text("x")));
        var sending = pair.SendAsync(ZmqMessage.Text("waits"), Token);
        using var second = await DialAsync(address, "PAIR");
        await sending;
        Assert.Equal("waits", await second.ReadMessageAsync());
    }

    [Fact]
    public async Task What_the_first_peer_sent_comes_before_what_the_next_sends()
    {
        await using var pair = Create<IPairSocket>();
        var address = await pair.BindAsync(FreeAddress(), Token);
        foreach (var name in (string[])["a", "b"])
        {
            using var peer = await DialAsync(address, "PAIR");
            for (var i = 0; i < 3; i++)
                await peer.SendMessageAsync($"{name}{i}");
            var expected = name == "a" ? 3 : 6;
            await Until(() => Core(pair).FairQueue.Count == expected);
            peer.Dispose();
            await Until(() => Core(pair).PeerCount == 0);
        }
        foreach (var expected in (string[])["a0", "a1", "a2", "b0", "b1", "b2"])
            Assert.Equal(expected, await ReceiveAsync(pair));
    }

    [Fact]
    public async Task A_second_connect_is_refused_until_the_first_is_disconnected()
    {
        await using var pair = Create<IPairSocket>();
        await using var one = Create<IPairSocket>();
        await using var two = Create<IPairSocket>();
        var first = (await one.BindAsync(FreeAddress(), Token)).ToString();
        var second = (await two.BindAsync(FreeAddress(), Token)).ToString();
        await pair.ConnectAsync(first, Token);
        var error = Throws(ZmqError.InvalidState, () => pair.Connect(second));
        Assert.Contains("Disconnect first", error.Message, StringComparison.Ordinal);
        await pair.DisconnectAsync(first, Token);
        await pair.ConnectAsync(second, Token);
        await SendAsync(pair, "to the second");
        Assert.Equal("to the second", await ReceiveAsync(two));
    }

    [Fact]
    public async Task An_address_connected_to_waits_while_an_accepted_peer_has_the_place()
    {
        await using var pair = Create<IPairSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        await using var other = Create<IPairSocket>();
        var peer = await DialAsync(await pair.BindAsync(FreeAddress(), Token), "PAIR");
        await Until(() => Core(pair).PeerCount == 1);
        pair.Connect((await other.BindAsync(FreeAddress(), Token)).ToString());
        await SendAsync(pair, "to the first");
        Assert.Equal("to the first", await peer.ReadMessageAsync());
        await using var events = new EventRecorder(pair, Token);
        var gone = events.WaitForAsync(ZmqEventKind.Disconnected);
        peer.Dispose();
        await gone;
        await SendAsync(pair, "to the other");
        Assert.Equal("to the other", await ReceiveAsync(other));
    }

    [Fact]
    public async Task An_address_connected_to_is_not_called_upon_while_an_accepted_peer_has_the_place()
    {
        await using var pair = Create<IPairSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        await using var other = Create<IPairSocket>();
        using var peer = await DialAsync(await pair.BindAsync(FreeAddress(), Token), "PAIR");
        await Until(() => Core(pair).PeerCount == 1);
        await using var events = new EventRecorder(pair, Token);
        pair.Connect((await other.BindAsync(FreeAddress(), Token)).ToString());
        for (var i = 0; i < 3; i++)
            await events.WaitForAsync(ZmqEventKind.ConnectRetried);
        Assert.DoesNotContain(ZmqEventKind.Connecting, events.Kinds);
        Assert.Equal(0, Core(other).PeerCount);
    }

    [Fact]
    public async Task Messages_for_an_address_connected_to_survive_a_restart_of_the_peer()
    {
        await using var pair = Create<IPairSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        var first = Create<IPairSocket>();
        var address = (await first.BindAsync(FreeAddress(), Token)).ToString();
        await pair.ConnectAsync(address, Token);
        await first.DisposeAsync();
        await Until(() => Core(pair).PeerCount == 0);
        await SendAsync(pair, "kept");
        await using var second = Create<IPairSocket>();
        await second.BindAsync(address, Token);
        Assert.Equal("kept", await ReceiveAsync(second));
    }
}
