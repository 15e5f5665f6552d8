using Monocoque.Diagnostics;
using Monocoque.Patterns;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns.Drafts;

public sealed class RadioDishTests : SocketTest
{
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_dish_gets_the_groups_it_joined_and_no_others(string transport)
    {
        await using var radio = Create<IRadioSocket>();
        await using var dish = Create<IDishSocket>();
        dish.Join("a");
        dish.Join("");
        dish.Connect((await radio.BindAsync(FreeAddress(transport), Token)).ToString());
        await Until(() => GroupsOf(radio) == 2);
        foreach (var group in (string[])["ab", "a", "", "A"])
            await radio.SendAsync(group, ZmqMessage.Text($"to {group}"), Token);
        foreach (var group in (string[])["a", ""])
        {
            using var message = await dish.ReceiveAsync(Token);
            Assert.Equal((1, $"to {group}", group), (message.Count, message.GetString(0), message.Group));
            using var share = message.Share();
            using var copy = message.Detach();
            Assert.Equal((group, $"to {group}", 1), (share.Group, share.GetString(0), share.Count));
            Assert.Equal((group, $"to {group}", 1), (copy.Group, copy.GetString(0), copy.Count));
        }
    }

    [Fact]
    public async Task Joins_and_messages_are_on_the_wire_as_libzmq_has_them()
    {
        await using var dish = Create<IDishSocket>();
        dish.Join("grp");
        using var radio = await DialAsync(await dish.BindAsync(FreeAddress(), Token), "RADIO");
        Assert.Equal(Convert.FromHexString("0408044A4F494E677270"), await radio.ReadAsync(10));
        dish.Join("");
        Assert.Equal(Convert.FromHexString("0405044A4F494E"), await radio.ReadAsync(7));
        dish.Leave("grp");
        Assert.Equal(Convert.FromHexString("0409054C45415645677270"), await radio.ReadAsync(11));
        await radio.SendAsync(Convert.FromHexString("0103677270000568656C6C6F" + "0100000568656C6C6F"));
        using var message = await dish.ReceiveAsync(Token);
        Assert.Equal(("hello", ""), (message.GetString(0), message.Group));

        await using var ours = Create<IRadioSocket>();
        using var theirs = await DialAsync(await ours.BindAsync(FreeAddress(), Token), "DISH");
        await theirs.SendAsync(Convert.FromHexString("0408044A4F494E677270"));
        await Until(() => GroupsOf(ours) == 1);
        await ours.SendAsync("grp", ZmqMessage.Text("hello"), Token);
        Assert.Equal(Convert.FromHexString("0103677270000568656C6C6F"), await theirs.ReadAsync(12));
        await theirs.SendAsync(Convert.FromHexString("0409054C45415645677270"));
        await Until(() => GroupsOf(ours) == 0);
    }

    [Fact]
    public async Task Joining_twice_needs_leaving_twice_and_brings_each_message_once()
    {
        await using var radio = Create<IRadioSocket>();
        using var dish = await DialAsync(await radio.BindAsync(FreeAddress(), Token), "DISH");
        var join = Convert.FromHexString("0406044A4F494E67");
        var leave = Convert.FromHexString("0407054C4541564567");
        await dish.SendAsync([.. join, .. join, .. leave, 4, 8, 4, .. "JOINend"u8]);
        await Until(() => GroupsOf(radio) == 2);
        await radio.SendAsync("g", ZmqMessage.Text("1"), Token);
        await radio.SendAsync("end", ZmqMessage.Text("2"), Token);
        Assert.Equal("g|1", await dish.ReadMessageAsync());
        Assert.Equal("end|2", await dish.ReadMessageAsync());
        await dish.SendAsync(leave);
        await Until(() => GroupsOf(radio) == 1);
    }

    [Theory]
    [InlineData("0003677270")]
    [InlineData("0103677270" + "0101780001 79")]
    [InlineData("0300000000000001 00")]
    public async Task What_is_no_group_message_costs_the_radio_its_connection(string octets)
    {
        await using var dish = Create<IDishSocket>();
        using var radio = await DialAsync(await dish.BindAsync(FreeAddress(), Token), "RADIO");
        await radio.SendAsync(Convert.FromHexString(octets.Replace(" ", "", StringComparison.Ordinal)));
        await radio.ReadToEndAsync();
        await Until(() => CountersOf(dish).ProtocolErrors == 1);
    }

    [Fact]
    public async Task A_group_that_is_none_costs_the_dish_its_connection()
    {
        await using var radio = Create<IRadioSocket>();
        var address = await radio.BindAsync(FreeAddress(), Token);
        foreach (var body in (byte[][])[[4, .. "JOIN"u8, 0x61, 0], [4, .. "JOIN"u8, .. Enumerable.Repeat((byte)'g', 256)]])
        {
            using var dish = await DialAsync(address, "DISH");
            byte[] header = body.Length < 256 ? [4, (byte)body.Length] : [6, 0, 0, 0, 0, 0, 0, (byte)(body.Length >> 8), (byte)body.Length];
            await dish.SendAsync([.. header, .. body]);
            await dish.ReadToEndAsync();
        }
        await Until(() => CountersOf(radio).ProtocolErrors == 2);
        Assert.Equal(0, GroupsOf(radio));
    }

    [Fact]
    public async Task Mistakes_of_the_application_are_told()
    {
        await using var radio = Create<IRadioSocket>();
        await using var dish = Create<IDishSocket>();
        Throws(ZmqError.InvalidState, () => dish.Leave("g"));
        dish.Join(new string('g', 255));
        Throws(ZmqError.InvalidState, () => dish.Join(new string('g', 255)));
        Assert.Throws<ArgumentException>(() => dish.Join(new string('g', 256)));
        Assert.Throws<ArgumentException>(() => dish.Join("a\0b"));
        await Assert.ThrowsAsync<ArgumentException>(() => radio.SendAsync(new string('g', 256), ZmqMessage.Text("x"), Token).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => radio.SendAsync("g", default, Token).AsTask());
    }

    [Fact]
    public async Task Groups_are_joined_again_after_a_reconnect_and_end_with_the_connection()
    {
        await using var dish = Create<IDishSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        dish.Join("g");
        var first = Create<IRadioSocket>();
        var address = (await first.BindAsync(FreeAddress(), Token)).ToString();
        dish.Connect(address);
        await Until(() => GroupsOf(first) == 1);
        await first.DisposeAsync();
        await using var second = Create<IRadioSocket>();
        await second.BindAsync(address, Token);
        await Until(() => GroupsOf(second) == 1);
        await second.SendAsync("g", ZmqMessage.Text("again"), Token);
        Assert.Equal("again", await ReceiveAsync(dish));
        dish.Dispose();
        await Until(() => GroupsOf(second) == 0);
    }

    [Fact]
    public async Task A_slow_dish_misses_messages_and_the_others_do_not()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var radio = Create<IRadioSocket>(o => o.SendHighWaterMark = 5);
        await using var slow = Create<IDishSocket>();
        await using var fast = Create<IDishSocket>();
        // Joins keep their order: once the second has come, so has the first.
        slow.Join("g");
        slow.Join("slow");
        fast.Join("g");
        fast.Join("fast");
        await JoinAsync(radio, slow, fast);
        await Until(() => GroupsOf(radio) == 3);
        await radio.SendAsync("g", ZmqMessage.Text("both"), Token);
        Assert.Equal("both", await ReceiveAsync(slow));
        Assert.Equal("both", await ReceiveAsync(fast));
        network.Links.First().Pause();
        for (var i = 0; i < 50; i++)
        {
            await radio.SendAsync("g", ZmqMessage.Copy(new byte[500]), Token);
            (await fast.ReceiveAsync(Token)).Dispose();
        }
        Assert.InRange(CountersOf(radio).GetDropped(DropReason.HighWaterMark), 30, 49);
    }

    private static int GroupsOf(IRadioSocket radio) => ((RadioSocket)radio).GroupCount;
}
