using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

/// <summary>The draft patterns have the heartbeats of the others, but for RADIO and DISH: libzmq's DISH ends a connection on which it is pinged.</summary>
public sealed class DraftHeartbeatTests : SocketTest
{
    private readonly TestClock _clock = new();

    public DraftHeartbeatTests() => RuntimeOptions.TimeProvider = _clock;

    [Theory]
    [InlineData("CLIENT", "SERVER")]
    [InlineData("SERVER", "CLIENT")]
    [InlineData("SCATTER", "GATHER")]
    [InlineData("GATHER", "SCATTER")]
    [InlineData("PEER", "PEER")]
    [InlineData("CHANNEL", "CHANNEL")]
    public async Task A_peer_that_does_not_answer_is_given_up(string type, string peerType)
    {
        var socket = Open(type);
        await using var events = new EventRecorder(socket, Token);
        using var peer = await DialAsync(await socket.BindAsync(FreeAddress(), Token), peerType);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        _clock.Advance(TimeSpan.FromSeconds(10));
        while (!(await peer.ReadMessageAsync()).StartsWith("<\u0004PING", StringComparison.Ordinal))
        {
            // What a pattern says of itself comes first.
        }
        _clock.Advance(TimeSpan.FromSeconds(10));
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        Assert.Equal(1, CountersOf(socket).HeartbeatTimeouts);
    }

    [Theory]
    [InlineData("RADIO")]
    [InlineData("DISH")]
    public async Task A_radio_and_a_dish_ping_nobody_and_say_so_where_they_are_asked_to(string type)
    {
        var socket = Open(type);
        var refusal = await ThrowsAsync(ZmqError.NotSupported, () => socket.BindAsync(FreeAddress(), Token).AsTask());
        Assert.Contains("libzmq's DISH ends the connection", refusal.Message, StringComparison.Ordinal);
    }

    private IZmqSocket Open(string type)
    {
        return type switch
        {
            "RADIO" => Create<IRadioSocket>(Ping),
            "DISH" => Create<IDishSocket>(Ping),
            "CLIENT" => Create<IClientSocket>(Ping),
            "SERVER" => Create<IServerSocket>(Ping),
            "SCATTER" => Create<IScatterSocket>(Ping),
            "GATHER" => Create<IGatherSocket>(Ping),
            "PEER" => Create<IPeerSocket>(Ping),
            _ => Create<IChannelSocket>(Ping),
        };

        static void Ping(ZmqSocketOptions options) => options.HeartbeatInterval = TimeSpan.FromSeconds(10);
    }
}
