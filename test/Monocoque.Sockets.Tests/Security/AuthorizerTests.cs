using System.Collections.Concurrent;
using Monocoque.Security;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Security;

/// <summary>A socket that asks about every peer once it is known who it is; what a host puts the policies of its endpoints on.</summary>
public sealed class AuthorizerTests : SecuritySocketTest
{
    [Fact]
    public async Task Peers_that_were_in_before_have_to_come_again()
    {
        var rep = Create<IRepSocket>(PlainServer);
        var req = Create<IReqSocket>(PlainClient());
        await JoinAsync(rep, req);
        var before = Core(rep).Connections[0].Peer;
        var asks = new Asks(static _ => null);
        Core(rep).Authorize(asks);
        await Until(() => Core(rep).Connections is [var connection] && connection.Peer != before);
        await SendAsync(req, "hello");

        Assert.Equal("hello", await ReceiveAsync(rep));
        Assert.Equal("admin", Assert.Single(asks.Peers).User.Identity!.Name);
    }

    [Fact]
    public async Task Handshake_that_began_before_does_not_get_past()
    {
        var pull = Create<IPullSocket>();
        using var peer = await DialAsync(await pull.BindAsync(FreeAddress(), Token));
        await peer.SendAsync(RawPeer.Greeting);
        await peer.ReadAsync(64);
        var asks = new Asks(static _ => null);
        Core(pull).Authorize(asks);
        await peer.SendAsync([.. RawPeer.Ready("PUSH"), .. RawPeer.Encode("let me in")]);
        await peer.ReadToEndAsync();

        Assert.Empty(asks.Peers);
        Assert.Empty(Core(pull).Connections);
        Assert.False(pull.TryReceive(out _));
        Assert.Contains(Log.Entries, static entry => entry.Id == 2001 && entry.Text.Contains("nobody was asked about this peer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Null_says_ready_only_to_whom_is_let_in()
    {
        var pull = Create<IPullSocket>();
        Core(pull).Authorize(new Asks(static peer => peer.Identity.Span.SequenceEqual("friend"u8) ? null : "a stranger"));
        var address = await pull.BindAsync(FreeAddress(), Token);
        using var stranger = await DialAsync(address);
        await stranger.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("PUSH", "stranger"), .. RawPeer.Encode("let me in")]);
        await stranger.ReadAsync(64);
        Assert.Equal([4, 10, 5, .. "ERROR"u8, 3, .. "400"u8], await stranger.ReadAsync(12));
        await stranger.ReadToEndAsync();

        using var friend = await DialAsync(address, "PUSH", "friend");
        await friend.SendMessageAsync("hello");
        Assert.Equal("hello", await ReceiveAsync(pull));
        Assert.Equal(1, Meter.Read("zmq.authorizations.failed", "error.type", "denied"));
        Assert.Equal(0, Meter.Read("zmq.authentications.failed"));
    }

    [Fact]
    public async Task Zmtp_2_says_nothing_to_judge_by_and_is_refused()
    {
        var pull = Create<IPullSocket>();
        Core(pull).Authorize(new Asks(static _ => null));
        using var peer = await DialAsync(await pull.BindAsync(FreeAddress(), Token));
        await peer.SendAsync([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, 8, 0, 0]);
        await peer.ReadToEndAsync();

        Assert.Empty(Core(pull).Connections);
    }

    [Fact]
    public void Client_of_its_mechanism_cannot_be_authorized()
    {
        var push = Create<IPushSocket>(CurveClient);

        var mistake = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => Core(push).Authorize(new Asks(static _ => null)));
        Assert.Contains("the socket is a CURVE client, which proves itself to its peers", mistake.Message, StringComparison.Ordinal);
    }

    private sealed class Asks(Func<ZmqPeer, string?> answer) : IPeerAuthorizer
    {
        internal ConcurrentQueue<ZmqPeer> Peers { get; } = [];

        public ValueTask<string?> AuthorizeAsync(ZmqPeer peer, CancellationToken gone)
        {
            Peers.Enqueue(peer);
            return new(answer(peer));
        }
    }
}
