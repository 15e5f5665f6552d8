using Microsoft.Extensions.Options;
using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

public sealed class ChangeOptionsTests : SocketTest
{
    [Fact]
    public async Task A_raised_mark_lets_waiting_senders_go_at_once()
    {
        await using var dealer = Create<IDealerSocket>(o => o.SendHighWaterMark = 1);
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        await SendAsync(dealer, "one");
        var waiting = SendAsync(dealer, "two");
        Assert.False(waiting.IsCompleted);
        dealer.ChangeOptions(o => o.SendHighWaterMark = 3);
        await waiting;
        Assert.True(dealer.TrySend(ZmqMessage.Text("three")));
        Assert.False(dealer.TrySend(ZmqMessage.Text("four")));
        dealer.ChangeOptions(o => o.SendHighWaterMark = 1);
        using var peer = await listener.AcceptAsync("DEALER", Token);
        Assert.Equal("one,two,three", $"{await peer.ReadMessageAsync()},{await peer.ReadMessageAsync()},{await peer.ReadMessageAsync()}");
    }

    [Fact]
    public async Task A_raised_receive_mark_lets_the_peer_go_on_at_once()
    {
        await using var receiver = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = 2);
        using var peer = await DialAsync(await receiver.BindAsync(FreeAddress(), Token), "DEALER");
        for (var i = 0; i < 5; i++)
            await peer.SendMessageAsync($"{i}");
        await Until(() => Core(receiver).FairQueue.Count == 2);
        receiver.ChangeOptions(o => o.ReceiveHighWaterMark = 0);
        await Until(() => Core(receiver).FairQueue.Count == 5);
    }

    [Fact]
    public async Task Mandatory_handover_and_timeouts_act_at_once()
    {
        await using var router = Create<IRouterSocket>();
        await SendAsync(router, "nobody", "dropped");
        router.ChangeOptions(o => (o.RouterMandatory, o.RouterHandover, o.ReceiveTimeout) = (true, true, TimeSpan.Zero));
        await ThrowsAsync(ZmqError.HostUnreachable, () => SendAsync(router, "nobody", "x"));
        await Assert.ThrowsAsync<TimeoutException>(() => router.ReceiveAsync(Token).AsTask());
        Assert.Equal(1, CountersOf(router).GetDropped(DropReason.NoRoute));

        var address = await router.BindAsync(FreeAddress(), Token);
        using var holder = await DialAsync(address, "DEALER", "same");
        await Until(() => Core(router).PeerCount == 1);
        using var newcomer = await DialAsync(address, "DEALER", "same");
        await holder.ReadToEndAsync();
    }

    [Fact]
    public async Task A_probe_is_sent_by_connections_after_the_change()
    {
        await using var dealer = Create<IDealerSocket>();
        var address = await dealer.BindAsync(FreeAddress(), Token);
        using var before = await DialAsync(address, "ROUTER");
        await Until(() => Core(dealer).PeerCount == 1);
        dealer.ChangeOptions(o => o.ProbeRouter = true);
        using var after = await DialAsync(address, "ROUTER");
        Assert.Equal("", await after.ReadMessageAsync());
        await SendAsync(dealer, "x");
        Assert.Equal("x", await before.ReadMessageAsync());
    }

    [Fact]
    public async Task A_linger_that_is_changed_counts_when_the_socket_closes()
    {
        var dealer = Create<IDealerSocket>(o => o.Linger = Timeout.InfiniteTimeSpan);
        using var listener = new RawListener();
        var address = listener.Address;
        listener.Dispose();
        dealer.Connect(address);
        await SendAsync(dealer, "never leaves");
        dealer.ChangeOptions(o => o.Linger = TimeSpan.Zero);
        await dealer.DisposeAsync().AsTask().WaitAsync(Token);
        Assert.Equal(1, CountersOf(dealer).GetDropped(DropReason.Closed));
    }

    [Theory]
    [InlineData(nameof(ZmqSocketOptions.MaxMessageSize))]
    [InlineData(nameof(ZmqSocketOptions.Backlog))]
    public async Task An_option_for_the_making_of_a_socket_is_refused_by_name_and_nothing_is_changed(string name)
    {
        await using var dealer = Create<IDealerSocket>();
        var exception = Throws(ZmqError.NotSupported, () => dealer.ChangeOptions(o =>
        {
            o.SendHighWaterMark = 7;
            typeof(ZmqSocketOptions).GetProperty(name)!.SetValue(o, 5);
        }));
        Assert.Contains($"{name} cannot be changed while the socket lives", exception.Message, StringComparison.Ordinal);
        Assert.Matches("one may change .*Linger, .*ProbeRouter", exception.Message);
        Assert.Equal(1000, Core(dealer).Options.SendHighWaterMark);
    }

    [Fact]
    public async Task Lists_are_changed_by_the_calls_that_the_error_names()
    {
        await using var sub = Create<ISubSocket>(o => o.Subscribe.Add("a"));
        Assert.Contains("call Subscribe", Throws(ZmqError.NotSupported, () => sub.ChangeOptions(o => o.Subscribe.Add("b"))).Message, StringComparison.Ordinal);
        Assert.Contains("call BindAsync", Throws(ZmqError.NotSupported, () => sub.ChangeOptions(o => o.Bind.Add("tcp://*:1"))).Message, StringComparison.Ordinal);
        Assert.Contains("Metadata", Throws(ZmqError.NotSupported, () => sub.ChangeOptions(o => o.Metadata["X-a"] = "b")).Message, StringComparison.Ordinal);
        sub.ChangeOptions(o => o.ReceiveHighWaterMark = 5);
    }

    [Fact]
    public async Task A_wrong_value_and_an_option_of_another_pattern_are_refused_as_at_the_start()
    {
        var dealer = Create<IDealerSocket>();
        Assert.Throws<OptionsValidationException>(() => dealer.ChangeOptions(o => o.SendHighWaterMark = -1));
        Assert.Throws<OptionsValidationException>(() => dealer.ChangeOptions(o => o.RouterMandatory = true));
        Assert.Throws<ArgumentNullException>(() => dealer.ChangeOptions(null!));
        await dealer.DisposeAsync();
        Throws(ZmqError.Terminated, () => dealer.ChangeOptions(_ => { }));
    }

    [Fact]
    public async Task A_higher_receive_mark_lets_an_xpub_read_on()
    {
        await using var pub = Create<IXPubSocket>(o => o.ReceiveHighWaterMark = 2);
        using var sub = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "XSUB");
        for (var i = 0; i < 6; i++)
            await sub.SendMessageAsync($"{i}");
        await Until(() => Core(pub).FairQueue.Count == 2);
        pub.ChangeOptions(o => o.ReceiveHighWaterMark = 6);
        await Until(() => Core(pub).FairQueue.Count == 6);
    }
}
