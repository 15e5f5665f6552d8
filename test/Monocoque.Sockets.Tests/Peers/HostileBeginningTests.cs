using System.Net;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

/// <summary>Peers that are slow, hasty, or only half there.</summary>
public sealed class HostileBeginningTests : SocketTest
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task An_octet_now_and_then_gains_no_time()
    {
        RuntimeOptions.TimeProvider = _clock;
        await using var rep = Create<IRepSocket>(o => o.HandshakeTimeout = TimeSpan.FromSeconds(7));
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var slow = await DialAsync(address);
        await slow.ReadAsync(11);
        await Until(() => _clock.Pending.Contains(TimeSpan.FromSeconds(7)));
        for (var second = 0; second < 6; second++)
        {
            await slow.SendAsync(RawPeer.Greeting[second..(second + 1)]);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(0, CountersOf(rep).HandshakesFailed);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await slow.ReadToEndAsync();
        await Until(() => CountersOf(rep).HandshakesFailed == 1);
    }

    [Fact]
    public async Task All_that_comes_in_one_segment_is_taken_in_order()
    {
        await using var pull = Create<IPullSocket>();
        using var hasty = await DialAsync(await pull.BindAsync(FreeAddress(), Token));
        await hasty.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("PUSH"), .. RawPeer.Encode("first"), .. RawPeer.Encode("second", "part")]);
        Assert.Equal("first", await ReceiveAsync(pull));
        Assert.Equal("second|part", await ReceiveAsync(pull));
    }

    [Fact]
    public async Task A_peer_that_ends_its_half_of_the_connection_is_gone()
    {
        await using var pull = Create<IPullSocket>();
        var address = await pull.BindAsync(FreeAddress(), Token);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port!.Value), Token);
        await socket.SendAsync((byte[])[.. RawPeer.Greeting, .. RawPeer.Ready("PUSH"), .. RawPeer.Encode("last")], Token);
        Assert.Equal("last", await ReceiveAsync(pull));
        socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await Until(() => Core(pull).PeerCount == 0);
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, Token) > 0)
        {
        }
    }
}
