using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Admission;

/// <summary>How many may be about to come in, seen from outside. A connection that says nothing is in its handshake until the time is over.</summary>
public sealed class HandshakeLimitTests : AdmissionTest
{
    private readonly List<RawPeer> _silent = [];
    private readonly TestClock _clock = new();

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.MaxHandshakes))]
    public async Task Over_the_limit_new_ones_are_closed_and_peers_that_are_in_notice_nothing()
    {
        await using var rep = Create<IRepSocket>(static o => o.MaxHandshakes = 3);
        await using var events = new EventRecorder(rep, Token);
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "REQ");
        for (var i = 1; i <= 3; i++)
            await BeSilentAsync(address, $"127.0.0.{i}");
        await AssertClosedAsync(address, "127.0.0.9");
        var refused = await events.WaitForAsync(ZmqEventKind.AcceptFailed);
        Assert.Equal(ZmqError.WouldBlock, Assert.IsType<ZmqException>(refused.Error).Error);
        Assert.Contains("MaxHandshakes allows", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(1, Meter.Read("zmq.connections.refused", "error.type", "max_handshakes"));
        Assert.Equal(1, Log.Count(3024));
        await AssertServesAsync(rep, good);

        // Who goes leaves its place to the next, and so does who comes in.
        _silent[0].Dispose();
        await Until(() => Core(rep).Entrance.Gate.Count == 2);
        for (var i = 0; i < 3; i++)
        {
            using var next = await DialAsync(address, "REQ");
            await AssertServesAsync(rep, next);
        }
        EndSilence();
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.MaxHandshakesPerAddress))]
    public async Task One_address_does_not_take_the_places_of_others()
    {
        await using var rep = Create<IRepSocket>(static o => o.MaxHandshakesPerAddress = 2);
        var address = await rep.BindAsync(FreeAddress(), Token);
        for (var i = 0; i < 2; i++)
            await BeSilentAsync(address, "127.0.0.2");
        for (var i = 0; i < 5; i++)
            await AssertClosedAsync(address, "127.0.0.2");
        Assert.Equal(5, Meter.Read("zmq.connections.refused", "error.type", "max_handshakes_per_address"));

        using var good = await DialAsync(address, "REQ");
        await AssertServesAsync(rep, good);
        EndSilence();
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.MaxHandshakeRatePerAddress))]
    public async Task One_address_begins_only_so_many_in_a_second()
    {
        RuntimeOptions.TimeProvider = _clock;
        await using var rep = Create<IRepSocket>(static o => o.MaxHandshakeRatePerAddress = 2);
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var one = await DialAsync(address, "REQ");
        using var two = await DialAsync(address, "REQ");
        await AssertClosedAsync(address, "127.0.0.1");
        Assert.Equal(1, Meter.Read("zmq.connections.refused", "error.type", "max_handshake_rate_per_address"));
        await AssertServesAsync(rep, one);

        _clock.Advance(TimeSpan.FromSeconds(0.5));
        using var three = await DialAsync(address, "REQ");
        await AssertServesAsync(rep, three);
        await AssertClosedAsync(address, "127.0.0.1");
    }

    [Fact]
    public async Task Silence_costs_its_place_until_the_time_for_the_handshake_is_over()
    {
        RuntimeOptions.TimeProvider = _clock;
        await using var rep = Create<IRepSocket>(static o => o.MaxHandshakes = 2);
        var address = await rep.BindAsync(FreeAddress(), Token);
        await BeSilentAsync(address, "127.0.0.1");
        await BeSilentAsync(address, "127.0.0.1");
        await AssertClosedAsync(address, "127.0.0.1");
        await Until(() => _clock.Pending.Contains(TimeSpan.FromSeconds(30)));
        _clock.Advance(TimeSpan.FromSeconds(30));
        await Until(() => Core(rep).Entrance.Gate.Count == 0);

        using var good = await DialAsync(address, "REQ");
        await AssertServesAsync(rep, good);
        EndSilence();
    }

    [Fact]
    public async Task Limits_may_be_changed_while_strangers_knock()
    {
        await using var rep = Create<IRepSocket>(static o => o.MaxHandshakes = 1);
        var address = await rep.BindAsync(FreeAddress(), Token);
        await BeSilentAsync(address, "127.0.0.1");
        await AssertClosedAsync(address, "127.0.0.1");
        rep.ChangeOptions(static o => o.MaxHandshakes = 2);

        using var good = await DialAsync(address, "REQ");
        await AssertServesAsync(rep, good);
        EndSilence();
    }

    [Fact]
    public async Task Connections_without_zmtp_are_peers_at_once()
    {
        await using var stream = Create<IStreamSocket>(static o => o.MaxHandshakes = 1);
        var address = await stream.BindAsync(FreeAddress(), Token);
        for (var i = 1; i <= 5; i++)
        {
            await BeSilentAsync(address, "127.0.0.1", isGreeted: false);
            await Until(() => Core(stream).PeerCount == i);
        }
        EndSilence();
    }

    [Theory]
    [InlineData("ipc")]
    [InlineData("inproc")]
    public async Task What_has_no_address_counts_among_all(string transport)
    {
        await using var rep = Create<IRepSocket>(static o => (o.MaxHandshakesPerAddress, o.MaxHandshakeRatePerAddress) = (1, 1));
        var address = await rep.BindAsync(FreeAddress(transport), Token);
        for (var i = 0; i < 5; i++)
        {
            await using var req = Create<IReqSocket>();
            await req.ConnectAsync(address.ToString(), Token);
        }
        Assert.Equal(0, Meter.Read("zmq.connections.refused"));
    }

    [Theory]
    [InlineData(-1, 0, 0, "MaxHandshakes is -1. Use a number of connections, or 0 for no limit.")]
    [InlineData(0, -1, 0, "MaxHandshakesPerAddress is -1. Use a number of connections, or 0 for no limit.")]
    [InlineData(0, 0, 1_000_001, "MaxHandshakeRatePerAddress is 1000001. Use 1 to 1000000 handshakes a second, or 0 for no limit.")]
    public void Wrong_number_is_an_error_at_once(int max, int perAddress, int rate, string error)
    {
        var thrown = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => Create<IRepSocket>(
            o => (o.MaxHandshakes, o.MaxHandshakesPerAddress, o.MaxHandshakeRatePerAddress) = (max, perAddress, rate)));
        Assert.Contains(error, thrown.Message, StringComparison.Ordinal);
    }

    private async Task BeSilentAsync(ZmqAddress address, string from, bool isGreeted = true)
    {
        var peer = await RawPeer.ConnectAsync(address, Token, from);
        _silent.Add(peer);
        // Our greeting shows that it was taken.
        if (isGreeted)
            await peer.ReadAsync(10);
    }

    private void EndSilence() => _silent.ForEach(static peer => peer.Dispose());
}
