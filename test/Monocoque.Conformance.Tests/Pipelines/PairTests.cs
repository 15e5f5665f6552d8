using Monocoque.Conformance.Support;
using Monocoque.Shared;

namespace Monocoque.Conformance.Pipelines;

/// <summary>C-020 to C-023: PAIR over each transport.</summary>
public sealed class PairTests : ConformanceTest
{
    [Theory, Conformance("C-020", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C020_messages_go_to_and_fro_over_inproc(Pairing pairing, Wire wire) => await BounceAsync(pairing, wire);

    [Theory, Conformance("C-020", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C020_memory_that_the_sender_keeps_is_read_and_left_as_it_is(Pairing pairing, Wire wire)
    {
        var one = (OurSocket)Open(pairing.First, ZmqSocketType.Pair);
        var other = (OurSocket)Open(pairing.Second, ZmqSocketType.Pair);
        await JoinAsync(wire, one, other);
        var constant = "XYZ"u8.ToArray();
        for (var i = 0; i < 3; i++)
        {
            await ((IPairSocket)one.Native).SendAsync(ZmqMessage.Wrap(constant), Deadline);
            await other.ExpectAsync("XYZ");
        }
        Assert.Equal("XYZ"u8, constant);
    }

    [Theory, Conformance("C-021", Wires = Wire.Ipc)]
    public async Task C021_messages_go_to_and_fro_over_ipc(Pairing pairing, Wire wire) => await BounceAsync(pairing, wire);

    [Theory, Conformance("C-021", Wires = Wire.Ipc)]
    public async Task C021_a_path_that_is_too_long_is_refused(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Ipc, wire);
        var pair = Open(pairing.First, ZmqSocketType.Pair);
        var address = $"ipc:///tmp/{new string('x', 108)}";
        await Assert.ThrowsAsync<FormatException>(() => pair.BindAsync(address));
        await Assert.ThrowsAsync<FormatException>(() => pair.ConnectAsync(address));
    }

    [Theory, Conformance("C-022", Wires = Wire.Tcp)]
    public async Task C022_messages_go_to_and_fro_over_tcp(Pairing pairing, Wire wire) => await BounceAsync(pairing, wire);

    [Theory, Conformance("C-022", Wires = Wire.Tcp)]
    public async Task C022_a_host_name_can_be_connected_to(Pairing pairing, Wire wire)
    {
        var bound = Open(pairing.Second, ZmqSocketType.Pair);
        var pair = Open(pairing.First, ZmqSocketType.Pair);
        var address = await bound.BindAsync(FreeAddress(wire));
        await LinkAsync(address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), bound, pair);
        await BounceAsync(bound, pair);
    }

    [Theory, Conformance("C-023", Wires = Wire.Tcp)]
    public async Task C023_with_the_privilege_both_ends_keep_to_the_device(Pairing pairing, Wire wire)
    {
        var bound = Open(pairing.Second, ZmqSocketType.Pair, static o => o.BindToDevice = "lo");
        var pair = Open(pairing.First, ZmqSocketType.Pair, static o => o.BindToDevice = "lo");
        var address = await JoinAsync(wire, bound, pair);
        await BounceAsync(bound, pair);
        Assert.Equal(("lo", "lo", "lo"), SystemSockets.ReadDevices(ZmqAddress.Parse(address).Port!.Value));
    }

    [Theory, Conformance("C-023", Wires = Wire.Tcp)]
    public async Task C023_a_device_that_cannot_be_had_is_an_error(Pairing pairing, Wire wire)
    {
        var pair = Open(pairing.First, ZmqSocketType.Pair, static o => o.BindToDevice = "none0");
        await FailsAsync(ZmqError.AddressNotAvailable, () => pair.BindAsync(FreeAddress(wire)));
        var next = Open(pairing.Second, ZmqSocketType.Pair);
        await next.BindAsync(FreeAddress(wire));
    }

    private async Task BounceAsync(Pairing pairing, Wire wire)
    {
        var bound = Open(pairing.First, ZmqSocketType.Pair);
        var connected = Open(pairing.Second, ZmqSocketType.Pair);
        await JoinAsync(wire, bound, connected);
        await BounceAsync(bound, connected);
    }

    /// <summary>A message of two parts there and back.</summary>
    private static async Task BounceAsync(ITestSocket bound, ITestSocket connected)
    {
        await connected.SendTextAsync("12345678ABCDEFGH12345678abcdefgh", "second");
        await bound.ExpectAsync("12345678ABCDEFGH12345678abcdefgh", "second");
        await bound.SendTextAsync("12345678ABCDEFGH12345678abcdefgh", "");
        await connected.ExpectAsync("12345678ABCDEFGH12345678abcdefgh", "");
    }
}
