using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Pipelines;

/// <summary>C-024: queues that keep only the newest message.</summary>
public sealed class ConflateTests : ConformanceTest
{
    [Theory, Conformance("C-024", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C024_a_receiver_has_only_the_last_message(Pairing pairing, Wire wire)
    {
        var pull = Open(pairing.First, ZmqSocketType.Pull, static o => o.Conflate = true);
        var push = Open(pairing.Second, ZmqSocketType.Push);
        using var drops = new Drops(pull);
        await JoinAsync(wire, pull, push);
        for (var i = 1; i <= 20; i++)
            await push.SendTextAsync($"{i}");
        await Until(() => drops.Count == 19);
        await pull.ExpectAsync("20");
        await pull.ExpectNothingAsync();
    }

    [Theory, Conformance("C-024", Wires = Wire.Network)]
    public async Task C024_a_sender_keeps_only_the_last_message_for_who_is_not_there_yet(Pairing pairing, Wire wire)
    {
        var push = Open(pairing.First, ZmqSocketType.Push, static o =>
        {
            o.Conflate = true;
            o.ReconnectInterval = TimeSpan.FromMilliseconds(10);
        });
        var address = AddressOfNobody(wire);
        await push.ConnectAsync(address);
        for (var i = 1; i <= 20; i++)
            await push.SendTextAsync($"{i}");
        var pull = Open(pairing.Second, ZmqSocketType.Pull);
        await pull.BindAsync(address);
        await pull.ExpectAsync("20");
        await push.SendTextAsync("next");
        await pull.ExpectAsync("next");
    }
}
