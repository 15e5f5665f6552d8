using System.Net;
using System.Net.Sockets;
using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns.Drafts;

/// <summary>RADIO and DISH over udp, where nothing is told and nothing is kept.</summary>
public sealed class RadioDishUdpTests : SocketTest
{
    [Theory]
    [InlineData("udp://127.0.0.1:0")]
    [InlineData("udp://[::1]:0")]
    [InlineData("udp://lo;239.192.7.8:0")]
    public async Task A_dish_gets_the_groups_it_joined_and_no_others(string address)
    {
        await using var dish = Create<IDishSocket>();
        await using var radio = Create<IRadioSocket>();
        dish.Join("a");
        dish.Join("");
        var bound = await dish.BindAsync(address, Token);
        Assert.Equal(bound, Assert.Single(dish.BoundAddresses));
        await radio.ConnectAsync(bound.ToString(), Token);
        foreach (var group in (string[])["ab", "a", "", "A", "a"])
            await radio.SendAsync(group, ZmqMessage.Text($"to {group}"), Token);
        foreach (var group in (string[])["a", "", "a"])
        {
            using var message = await dish.ReceiveAsync(Token);
            Assert.Equal((1, $"to {group}", group), (message.Count, message.GetString(0), message.Group));
            Assert.IsType<IPEndPoint>(message.Peer!.RemoteEndPoint);
        }
    }

    [Fact]
    public async Task All_that_bound_a_multicast_group_get_it()
    {
        await using var one = Create<IDishSocket>();
        await using var two = Create<IDishSocket>();
        await using var radio = Create<IRadioSocket>();
        one.Join("g");
        two.Join("g");
        var address = (await one.BindAsync("udp://lo;239.192.7.9:0", Token)).ToString();
        await two.BindAsync(address, Token);
        await radio.ConnectAsync(address, Token);
        await radio.SendAsync("g", ZmqMessage.Text("x"), Token);
        Assert.Equal("x", await ReceiveAsync(one));
        Assert.Equal("x", await ReceiveAsync(two));
    }

    [Fact]
    public async Task A_message_is_on_the_wire_as_libzmq_has_it()
    {
        using var raw = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        raw.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var radio = Create<IRadioSocket>();
        await radio.ConnectAsync($"udp://{raw.LocalEndPoint}", Token);
        await radio.SendAsync("TV", ZmqMessage.Text("Hi"), Token);
        var datagram = new byte[100];
        var length = await raw.ReceiveAsync(datagram, Token);
        Assert.Equal(Convert.FromHexString("0254564869"), datagram[..length]);

        await using var dish = Create<IDishSocket>();
        dish.Join("TV");
        var bound = await dish.BindAsync("udp://127.0.0.1:0", Token);
        await raw.SendToAsync(Convert.FromHexString("0954564869"), new IPEndPoint(IPAddress.Loopback, bound.Port!.Value), Token);
        await raw.SendToAsync(Convert.FromHexString("0254564869"), new IPEndPoint(IPAddress.Loopback, bound.Port!.Value), Token);
        using var message = await dish.ReceiveAsync(Token);
        Assert.Equal(("TV", "Hi"), (message.Group, message.GetString(0)));
        Assert.Equal(raw.LocalEndPoint, message.Peer!.RemoteEndPoint);
        Assert.Equal(1, CountersOf(dish).ProtocolErrors);
    }

    [Fact]
    public async Task A_full_dish_loses_what_comes_and_counts_it()
    {
        await using var dish = Create<IDishSocket>(o => o.ReceiveHighWaterMark = 3);
        await using var radio = Create<IRadioSocket>();
        dish.Join("g");
        await radio.ConnectAsync((await dish.BindAsync("udp://127.0.0.1:0", Token)).ToString(), Token);
        for (var i = 0; i < 5; i++)
            await radio.SendAsync("g", ZmqMessage.Text($"{i}"), Token);
        await Until(() => CountersOf(dish).GetDropped(DropReason.HighWaterMark) == 2);
        for (var i = 0; i < 3; i++)
            Assert.Equal($"{i}", await ReceiveAsync(dish));
    }

    [Fact]
    public async Task What_is_too_long_for_a_datagram_goes_to_nobody_and_stays_the_callers()
    {
        await using var dish = Create<IDishSocket>();
        await using var radio = Create<IRadioSocket>();
        dish.Join("g");
        await radio.ConnectAsync((await dish.BindAsync("udp://127.0.0.1:0", Token)).ToString(), Token);
        using var message = ZmqMessage.Copy(new byte[8191]);
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => radio.SendAsync("g", message, Token).AsTask());
        Assert.Contains("at most 8192", exception.Message, StringComparison.Ordinal);
        Assert.Equal(8191, message.First.Length);
        await radio.SendAsync("g", ZmqMessage.Copy(new byte[8190]), Token);
        using var received = await dish.ReceiveAsync(Token);
        Assert.Equal(8190, received.First.Length);
    }

    [Fact]
    public async Task A_host_that_is_not_known_yet_is_asked_for_again()
    {
        await using var dish = Create<IDishSocket>();
        dish.Join("g");
        var bound = await dish.BindAsync("udp://127.0.0.1:0", Token);
        var asked = 0;
        Runtime.ResolveHost = (_, _) => Interlocked.Increment(ref asked) < 3
            ? throw new SocketException((int)SocketError.HostNotFound)
            : Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        await using var radio = Create<IRadioSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        await radio.ConnectAsync($"udp://dish.example:{bound.Port}", Token);
        await radio.SendAsync("g", ZmqMessage.Text("x"), Token);
        Assert.Equal("x", await ReceiveAsync(dish));
        Assert.Equal(2, CountersOf(radio).Reconnects);
    }

    [Fact]
    public async Task Unbinding_and_disconnecting_end_it()
    {
        await using var dish = Create<IDishSocket>();
        await using var radio = Create<IRadioSocket>();
        var address = (await dish.BindAsync("udp://127.0.0.1:0", Token)).ToString();
        await radio.ConnectAsync(address, Token);
        await radio.DisconnectAsync(address, Token);
        await radio.SendAsync("g", ZmqMessage.Text("x"), Token);
        Assert.Equal(0, CountersOf(radio).Sent);
        await ThrowsAsync(ZmqError.NotFound, () => radio.DisconnectAsync(address, Token).AsTask());
        await dish.UnbindAsync(address, Token);
        Assert.Empty(dish.BoundAddresses);
        await dish.BindAsync(address, Token);
        await ThrowsAsync(ZmqError.AddressInUse, () => Create<IDishSocket>().BindAsync(address, Token).AsTask());
        await dish.DisposeAsync();
        await Create<IDishSocket>().BindAsync(address, Token);
    }

    [Fact]
    public async Task Only_a_dish_binds_and_only_a_radio_connects()
    {
        await using var dish = Create<IDishSocket>();
        await using var radio = Create<IRadioSocket>();
        await using var dealer = Create<IDealerSocket>();
        await ThrowsAsync(ZmqError.NotSupported, () => radio.BindAsync("udp://127.0.0.1:0", Token).AsTask());
        await ThrowsAsync(ZmqError.NotSupported, () => dealer.BindAsync("udp://127.0.0.1:0", Token).AsTask());
        Throws(ZmqError.NotSupported, () => dish.Connect("udp://127.0.0.1:5555"));
        Throws(ZmqError.NotSupported, () => dealer.Connect("udp://127.0.0.1:5555"));
        Throws(ZmqError.AddressNotAvailable, () => radio.Connect("udp://*:5555"));
        Throws(ZmqError.AddressNotAvailable, () => radio.Connect("udp://127.0.0.1:0"));
    }

    [Fact]
    public async Task In_memory_there_is_no_udp()
    {
        RuntimeOptions.InMemory = true;
        await using var dish = Create<IDishSocket>();
        await using var radio = Create<IRadioSocket>();
        await ThrowsAsync(ZmqError.NotSupported, () => dish.BindAsync("udp://127.0.0.1:0", Token).AsTask());
        Throws(ZmqError.NotSupported, () => radio.Connect("udp://127.0.0.1:5555"));
    }
}
