using System.Net;
using System.Net.Sockets;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

/// <summary>What a RADIO sends to a multicast group: how far it goes, and whether it comes back to this machine.</summary>
public sealed class MulticastTests : SocketTest
{
    private const int LevelIP = 0;
    private const int MulticastTtl = 33;
    private const int MulticastLoop = 34;
    private const int LevelIPv6 = 41;
    private const int MulticastHops6 = 18;
    private const int MulticastLoop6 = 19;

    private static readonly IPAddress s_group = IPAddress.Parse("239.192.7.30");
    private static readonly IPAddress s_group6 = IPAddress.Parse("ff15::7:30");

    [Theory]
    [InlineData(null, 1)]
    [InlineData(7, 7)]
    [InlineData(255, 255)]
    [ProvesOption(nameof(ZmqSocketOptions.MulticastHops))]
    public async Task Datagrams_have_the_time_to_live_that_was_asked_for(int? given, int expected)
    {
        Action<ZmqSocketOptions> configure = o => o.MulticastHops = given ?? o.MulticastHops;
        Assert.Equal(expected, await ReadAsync(s_group, configure, LevelIP, MulticastTtl));
        Assert.Equal(expected, await ReadAsync(s_group6, configure, LevelIPv6, MulticastHops6));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    [ProvesOption(nameof(ZmqSocketOptions.MulticastLoop))]
    public async Task The_system_brings_them_back_to_this_machine_or_not(bool? given, int expected)
    {
        Action<ZmqSocketOptions> configure = o => o.MulticastLoop = given ?? o.MulticastLoop;
        Assert.Equal(expected, await ReadAsync(s_group, configure, LevelIP, MulticastLoop));
        Assert.Equal(expected, await ReadAsync(s_group6, configure, LevelIPv6, MulticastLoop6));
    }

    /// <summary>What the second RADIO says after the first comes, so that what the first said would have come before.</summary>
    [Theory]
    [InlineData(AddressFamily.InterNetwork, "239.192.7.31")]
    [InlineData(AddressFamily.InterNetworkV6, "[ff15::7:31]")]
    public async Task Without_the_loop_a_dish_of_this_machine_gets_nothing(AddressFamily family, string group)
    {
        await using var dish = Create<IDishSocket>();
        await using var quiet = Create<IRadioSocket>(o => o.MulticastLoop = false);
        await using var loud = Create<IRadioSocket>();
        dish.Join("g");
        var address = (await dish.BindAsync($"udp://{InterfaceFor(family)};{group}:0", Token)).ToString();
        await quiet.ConnectAsync(address, Token);
        await loud.ConnectAsync(address, Token);
        for (var i = 0; i < 10; i++)
        {
            await quiet.SendAsync("g", ZmqMessage.Text("unheard"), Token);
            await loud.SendAsync("g", ZmqMessage.Text($"{i}"), Token);
            Assert.Equal($"{i}", await ReceiveAsync(dish));
        }
        Assert.False(dish.TryReceive(out _));
        Assert.Equal(10, CountersOf(quiet).Sent);
    }

    private async Task<int> ReadAsync(IPAddress group, Action<ZmqSocketOptions> configure, int level, int option)
    {
        await using var dish = Create<IDishSocket>();
        await using var radio = Create<IRadioSocket>(configure);
        var host = group.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{group}]" : $"{group}";
        var address = await dish.BindAsync($"udp://{InterfaceFor(group.AddressFamily)};{host}:0", Token);
        await radio.ConnectAsync(address.ToString(), Token);
        return SystemSockets.ReadSenderOption(new IPEndPoint(group, address.Port!.Value), level, option);
    }

    /// <summary>Over the loopback interface everything comes back, whatever the sender wants.</summary>
    private static string InterfaceFor(AddressFamily family)
    {
        var found = SystemSockets.FindMulticastInterface(family);
        Assert.SkipWhen(found is null, "This machine has no interface but the loopback.");
        return found;
    }
}
