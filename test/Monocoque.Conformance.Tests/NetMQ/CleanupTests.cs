using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.NetMQ;

/// <summary>N-03: what an end waits for.</summary>
public sealed class CleanupTests : ConformanceTest
{
    private const int Messages = 50;

    [Theory, Conformance("N-03", Wires = Wire.Network)]
    public async Task N03_a_close_that_lingers_delivers_all(Pairing pairing, Wire wire)
    {
        var address = AddressOfNobody(wire);
        var sender = Open(pairing.First, ZmqSocketType.Push, static o => o.Linger = TimeSpan.FromSeconds(20));
        await sender.ConnectAsync(address);
        for (var i = 0; i < Messages; i++)
            await sender.SendAsync(new byte[10_000]);
        var closing = sender.DisposeAsync().AsTask();
        var receiver = Open(pairing.Second, ZmqSocketType.Pull);
        await receiver.BindAsync(address);
        for (var i = 0; i < Messages; i++)
            Assert.Equal(10_000, (await receiver.ReceiveAsync())[0].Length);
        await closing;
    }

    [Theory, Conformance("N-03")]
    public async Task N03_a_close_that_does_not_linger_drops_what_is_queued(Pairing pairing, Wire wire)
    {
        var address = AddressOfNobody(wire);
        var sender = Open(pairing.First, ZmqSocketType.Push, static o => o.Linger = TimeSpan.Zero);
        await sender.ConnectAsync(address);
        await sender.SendTextAsync("dropped");
        await sender.DisposeAsync();

        var receiver = Open(pairing.Second, ZmqSocketType.Pull);
        var other = Open(pairing.First, ZmqSocketType.Push);
        await receiver.BindAsync(address);
        await LinkAsync(address, receiver, other);
        await other.SendTextAsync("sent");
        await receiver.ExpectAsync("sent");
    }

    [Theory, Conformance("N-03", Pairings = Pairing.Us)]
    public async Task N03_the_end_of_the_runtime_closes_sockets_that_nobody_closed(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        var forgotten = Open(pairing.First, ZmqSocketType.Dealer);
        var address = await forgotten.BindAsync(FreeAddress(Wire.Tcp));
        await Ours.DisposeAsync().AsTask().WaitAsync(Deadline);
        await FailsAsync(ZmqError.Terminated, forgotten.ReceiveAsync);
        await using var next = new ZmqRuntime();
        await next.CreateSocket<IDealerSocket>().BindAsync(address, Deadline);
    }
}
