using System.Net.Sockets;
using Monocoque.Conformance.Support;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Drafts;

/// <summary>C-089: RADIO and DISH.</summary>
public sealed class RadioDishTests : DraftTest
{
    [Theory, Conformance("C-089", Pairings = Pairing.UsUs, Wires = Wire.All | Wire.Udp)]
    public async Task C089_a_dish_gets_the_groups_it_joined_whatever_their_length(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var dish = Ours.CreateSocket<IDishSocket>();
        var radio = Ours.CreateSocket<IRadioSocket>();
        string[] groups = ["", "TV", new('g', 14), new('g', 15), new('g', 255)];
        foreach (var group in groups)
            dish.Join(group);
        dish.Join("left");
        dish.Leave("left");
        var address = (await dish.BindAsync(FreeAddress(wire), Deadline)).ToString();
        await radio.ConnectAsync(address, Deadline);
        await UntilHeardAsync(radio, dish, groups[^1]);
        foreach (var group in groups)
        {
            await radio.SendAsync("left", ZmqMessage.Text("no"), Deadline);
            await radio.SendAsync(group, ZmqMessage.Text("yes"), Deadline);
            using var message = await dish.ReceiveAsync(Deadline);
            Assert.Equal((group, 1, "yes"), (message.Group, message.Count, message.GetString(0)));
        }
    }

    [Theory, Conformance("C-089", Pairings = Pairing.UsUs, Wires = Wire.Udp)]
    public async Task C089_over_udp_also_with_IPv6_and_to_a_multicast_group(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.UsUs, Wire.Udp), (pairing, wire));
        foreach (var any in new[] { "udp://[::1]:0", "udp://lo;239.192.7.21:0" })
        {
            await using var dish = Ours.CreateSocket<IDishSocket>();
            await using var radio = Ours.CreateSocket<IRadioSocket>();
            dish.Join("TV");
            await radio.ConnectAsync((await dish.BindAsync(any, Deadline)).ToString(), Deadline);
            await radio.SendAsync("Movies", ZmqMessage.Text("no"), Deadline);
            await radio.SendAsync("TV", ZmqMessage.Text("yes"), Deadline);
            await ExpectAsync(dish, "yes");
        }
    }

    /// <summary>What is said with the loop comes, so that what was said before without it would have come before.</summary>
    [Theory, Conformance("C-089", Pairings = Pairing.UsUs, Wires = Wire.Udp)]
    public async Task C089_without_the_loop_this_machine_hears_nothing(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.UsUs, Wire.Udp), (pairing, wire));
        var device = SystemSockets.FindMulticastInterface(AddressFamily.InterNetwork);
        Assert.SkipWhen(device is null, "Over the loopback interface everything comes back, and this machine has no other.");
        await using var dish = Ours.CreateSocket<IDishSocket>();
        await using var quiet = Ours.CreateSocket<IRadioSocket>(static o => o.MulticastLoop = false);
        await using var loud = Ours.CreateSocket<IRadioSocket>();
        dish.Join("TV");
        var address = (await dish.BindAsync($"udp://{device};239.192.7.22:0", Deadline)).ToString();
        await quiet.ConnectAsync(address, Deadline);
        await loud.ConnectAsync(address, Deadline);
        await quiet.SendAsync("TV", ZmqMessage.Text("no"), Deadline);
        await loud.SendAsync("TV", ZmqMessage.Text("yes"), Deadline);
        await ExpectAsync(dish, "yes");
    }

    [Theory, Conformance("C-089", Pairings = Pairing.UsUs, Wires = Wire.Udp)]
    public async Task C089_over_udp_only_a_dish_binds_and_only_a_radio_connects(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var dish = Ours.CreateSocket<IDishSocket>();
        var radio = Ours.CreateSocket<IRadioSocket>();
        await FailsAsync(ZmqError.NotSupported, () => radio.BindAsync(FreeAddress(wire), Deadline).AsTask());
        await FailsAsync(ZmqError.NotSupported, () => dish.ConnectAsync("udp://127.0.0.1:5555", Deadline).AsTask());
    }

    [Theory, Conformance("C-089", Pairings = Pairing.Us)]
    public async Task C089_groups_are_joined_once_left_once_and_have_a_largest_length(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var dish = Ours.CreateSocket<IDishSocket>();
        var radio = Ours.CreateSocket<IRadioSocket>();
        Assert.Equal(ZmqError.InvalidState, Assert.Throws<ZmqException>(() => dish.Leave("Movies")).Error);
        dish.Join("Movies");
        Assert.Equal(ZmqError.InvalidState, Assert.Throws<ZmqException>(() => dish.Join("Movies")).Error);
        dish.Leave("Movies");
        Assert.Equal(ZmqError.InvalidState, Assert.Throws<ZmqException>(() => dish.Leave("Movies")).Error);
        Assert.Throws<ArgumentException>(() => dish.Join(new string('g', 256)));
        await Assert.ThrowsAsync<ArgumentException>(() => radio.SendAsync(new string('g', 256), ZmqMessage.Text("x"), Deadline).AsTask());
    }

    [Theory, Conformance("C-089", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C089_joins_are_commands_and_the_group_goes_before_the_body(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsOctets, pairing);
        var dish = Ours.CreateSocket<IDishSocket>();
        dish.Join("TV");
        using var radio = await RawPeer.ConnectAsync(await dish.BindAsync(FreeAddress(wire), Deadline), Deadline);
        await radio.ShakeHandsAsync("RADIO");
        Assert.Equal("0407" + "04" + "4A4F494E" + "5456", Convert.ToHexString(await radio.ReadAsync(9)));
        await radio.SendMessageAsync("TV", "Friends");
        await ExpectAsync(dish, "Friends");
        dish.Leave("TV");
        Assert.Equal("0408" + "05" + "4C45415645" + "5456", Convert.ToHexString(await radio.ReadAsync(10)));
    }

    /// <summary>Sends until the dish has got it, which shows that its joins have come; afterwards nothing of it is left.</summary>
    private async Task UntilHeardAsync(IRadioSocket radio, IDishSocket dish, string group)
    {
        var sent = 0;
        ZmqMessage message;
        do
        {
            await radio.SendAsync(group, ZmqMessage.Text($"{++sent}"), Deadline);
            await Task.Delay(1, Deadline);
        }
        while (!dish.TryReceive(out message));
        while (message.GetString(0) != $"{sent}")
        {
            message.Dispose();
            message = await dish.ReceiveAsync(Deadline);
        }
        message.Dispose();
    }
}
