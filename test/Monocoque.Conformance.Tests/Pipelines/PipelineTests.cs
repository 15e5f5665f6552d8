using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Pipelines;

/// <summary>C-019: PUSH and PULL.</summary>
public sealed class PipelineTests : ConformanceTest
{
    private const int Large = 16 * 1024 * 1024;

    [Theory, Conformance("C-019")]
    public async Task C019_messages_go_to_the_pulls_in_turn(Pairing pairing, Wire wire)
    {
        var push = Open(pairing.First, ZmqSocketType.Push);
        var pulls = Enumerable.Range(0, 5).Select(_ => Open(pairing.Second, ZmqSocketType.Pull)).ToArray();
        await JoinAsync(wire, push, pulls);
        for (var i = 0; i < pulls.Length * 2; i++)
            await push.SendTextAsync($"{i}");
        for (var i = 0; i < pulls.Length * 2; i++)
            await pulls[i % pulls.Length].ExpectAsync($"{i}");
    }

    [Theory, Conformance("C-019")]
    public async Task C019_messages_are_taken_from_the_pushes_in_turn(Pairing pairing, Wire wire)
    {
        var pull = Open(pairing.First, ZmqSocketType.Pull);
        var pushes = Enumerable.Range(0, 4).Select(_ => Open(pairing.Second, ZmqSocketType.Push)).ToArray();
        await JoinAsync(wire, pull, pushes);
        for (var i = 0; i < pushes.Length * 3; i++)
            await pushes[i / 3].SendTextAsync($"{i / 3}");

        // How much waits in a libzmq socket cannot be seen, so there only the sum is.
        await UntilQueuedAsync(pull, pushes.Length * 3);
        var heard = new List<string>();
        while (heard.Count < pushes.Length * 3)
            heard.Add(await pull.ReceiveTextAsync());
        Assert.All(heard.CountBy(static peer => peer), static count => Assert.Equal(3, count.Value));
        if (pairing.First == Side.Us)
            Assert.All(heard.Chunk(pushes.Length), static round => Assert.Distinct(round));
    }

    [Theory, Conformance("C-019")]
    public async Task C019_a_message_waits_while_there_is_no_pull(Pairing pairing, Wire wire)
    {
        var push = Open(pairing.First, ZmqSocketType.Push);
        var address = await push.BindAsync(FreeAddress(wire));
        Assert.False(await push.TrySendTextAsync("too early"));
        var waiting = push.SendTextAsync("patient");
        Assert.False(waiting.IsCompleted);
        var pull = Open(pairing.Second, ZmqSocketType.Pull);
        await pull.ConnectAsync(address);
        await waiting;
        await pull.ExpectAsync("patient");
    }

    [Theory, Conformance("C-019")]
    public async Task C019_what_waits_for_a_pull_ends_with_its_connection(Pairing pairing, Wire wire)
    {
        var push = Open(pairing.First, ZmqSocketType.Push, static o => o.SendHighWaterMark = 5);
        var gone = Open(pairing.Second, ZmqSocketType.Pull, static o => o.ReceiveHighWaterMark = 5);
        var address = await JoinAsync(wire, push, gone);
        await push.FillAsync();
        var events = await push.WatchAsync();
        await gone.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        Assert.False(await push.TrySendTextAsync("to nobody"));
        var pull = Open(pairing.Second, ZmqSocketType.Pull);
        await LinkAsync(address, push, pull);
        await push.SendTextAsync("fresh");
        await pull.ExpectAsync("fresh");
    }

    [Theory, Conformance("C-019", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C019_half_a_message_never_arrives(Pairing pairing, Wire wire)
    {
        var pull = Open(pairing.First, ZmqSocketType.Pull);
        var address = await pull.BindAsync(FreeAddress(wire));
        var events = await pull.WatchAsync();
        using (var gone = await DialAsync(address, pull, "PUSH"))
        {
            await gone.SendAsync([.. RawPeer.Encode("half"u8.ToArray(), more: true), .. RawPeer.Encode(new byte[1000], more: false)[..500]]);
            await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        }
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        using var whole = await DialAsync(address, pull, "PUSH");
        await whole.SendMessageAsync("a", "whole", "one");
        await pull.ExpectAsync("a", "whole", "one");
    }

    [Theory, Conformance("C-019")]
    public async Task C019_a_message_of_many_parts_is_dropped_as_a_whole_when_the_pull_goes(Pairing pairing, Wire wire)
    {
        var body = Frames.Body(Large);
        foreach (var waits in new[] { true, false })
        {
            await using var push = Open(pairing.First, ZmqSocketType.Push);
            var gone = Open(pairing.Second, ZmqSocketType.Pull);
            var address = await JoinAsync(wire, push, gone);
            var events = await push.WatchAsync();
            if (waits)
                await push.SendAsync("head"u8.ToArray(), body, "tail"u8.ToArray());
            else
                Assert.True(await push.TrySendAsync("head"u8.ToArray(), body, "tail"u8.ToArray()));
            await gone.DisposeAsync();
            await events.WaitForAsync(ZmqEventKind.Disconnected);

            await using var pull = Open(pairing.Second, ZmqSocketType.Pull);
            await LinkAsync(address, push, pull);
            await push.SendTextAsync("next", "message");
            await pull.ExpectAsync("next", "message");
        }
    }
}
