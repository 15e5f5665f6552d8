using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Tls;

/// <summary><c>MaxConnections</c> where connections begin with TLS: a place is taken between the handshake of TLS and that of ZMTP.</summary>
public sealed class TlsLimitTests : TlsSocketTest
{
    [Fact]
    public async Task Connection_over_the_limit_ends_after_its_tls_handshake_and_the_next_takes_the_place_that_becomes_free()
    {
        var pull = Create<IPullSocket>(Both(Server, static options => options.MaxConnections = 1));
        await using var events = new EventRecorder(pull, Token);
        var address = await BindTlsAsync(pull);
        using (var first = await SecureAsync(address, "PUSH"))
        {
            using var second = await DialAsync(ZmqAddress.Parse(address));
            await second.BeginTlsAsync(Authority.Authority);
            Assert.Equal(0, await second.ReadToEndAsync());
            await events.WaitForAsync(ZmqEventKind.AcceptFailed);
            Assert.Equal(1, Meter.Read("zmq.connections.refused", "error.type", "max_connections"));
            Assert.Contains(Log.Entries, static entry => entry is { Id: 3021 } && entry.Text.Contains("MaxConnections", StringComparison.Ordinal));
            await first.SendMessageAsync("not disturbed");
            Assert.Equal("not disturbed", await ReceiveAsync(pull));
        }
        await events.WaitForAsync(ZmqEventKind.Disconnected);

        using var third = await SecureAsync(address, "PUSH");
        await third.SendMessageAsync("in its place");
        Assert.Equal("in its place", await ReceiveAsync(pull));
        Assert.Equal(1, Core(pull).PeerCount);
    }

    [Fact]
    public async Task Connection_that_is_not_done_with_tls_or_fails_at_it_takes_no_place_from_anybody()
    {
        var pull = Create<IPullSocket>(Both(Server, static options => options.MaxConnections = 1));
        await using var events = new EventRecorder(pull, Token);
        var address = await BindTlsAsync(pull);
        using var silent = await DialAsync(ZmqAddress.Parse(address));
        using var half = await DialAsync(ZmqAddress.Parse(address));
        // The beginning of a ClientHello.
        await half.SendAsync([22, 3, 1, 2, 0, 1]);
        using var plain = await DialAsync(ZmqAddress.Parse(address));
        await plain.SendAsync(RawPeer.Greeting);
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);

        using var peer = await SecureAsync(address, "PUSH");
        await peer.SendMessageAsync("there is a place");
        Assert.Equal("there is a place", await ReceiveAsync(pull));
        Assert.Equal(0, Meter.Read("zmq.connections.refused", "error.type", "max_connections"));
    }

    [Fact]
    public async Task Client_of_ours_that_found_no_place_comes_in_when_there_is_one()
    {
        var pull = Create<IPullSocket>(Both(Server, static options => options.MaxConnections = 1));
        await using var events = new EventRecorder(pull, Token);
        var address = await BindTlsAsync(pull);
        var push = Create<IPushSocket>(Client);
        using (await SecureAsync(address, "PUSH"))
        {
            push.Connect(address);
            await events.WaitForAsync(ZmqEventKind.AcceptFailed);
        }
        await SendAsync(push, "at last");
        Assert.Equal("at last", await ReceiveAsync(pull));
    }
}
