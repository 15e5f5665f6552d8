using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Parts;

/// <summary>U-03: the queue between who sends and who receives.</summary>
public sealed class QueueTests : ConformanceTest
{
    private const int Messages = 3000;

    [Theory, Conformance("U-03")]
    public async Task U03_what_one_thread_sends_another_receives_in_order_and_whole(Pairing pairing, Wire wire)
    {
        var sender = Open(pairing.First, ZmqSocketType.Push);
        var receiver = Open(pairing.Second, ZmqSocketType.Pull);
        await JoinAsync(wire, receiver, sender);
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < Messages; i++)
                    await sender.SendTextAsync([.. Enumerable.Repeat($"{i}", 1 + i % 3)]);
            },
            Deadline);
        for (var i = 0; i < Messages; i++)
            await receiver.ExpectAsync([.. Enumerable.Repeat($"{i}", 1 + i % 3)]);
        await sending;
        await receiver.ExpectNothingAsync();
    }

    [Theory, Conformance("U-03")]
    public async Task U03_an_empty_queue_gives_nothing_and_one_message_is_seen_at_once(Pairing pairing, Wire wire)
    {
        var sender = Open(pairing.First, ZmqSocketType.Push);
        var receiver = Open(pairing.Second, ZmqSocketType.Pull);
        await JoinAsync(wire, receiver, sender);
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(await receiver.TryReceiveAsync(TimeSpan.Zero));
            await sender.SendTextAsync($"{i}");
            await receiver.ExpectAsync($"{i}");
        }
    }
}
