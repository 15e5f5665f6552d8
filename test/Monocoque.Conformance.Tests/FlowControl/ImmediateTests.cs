using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.FlowControl;

/// <summary>C-041: whether messages wait for who is not there yet.</summary>
public sealed class ImmediateTests : ConformanceTest
{
    [Theory, Conformance("C-041", Wires = Wire.Network)]
    public async Task C041_by_default_half_of_the_messages_wait_for_who_is_not_there(Pairing pairing, Wire wire)
    {
        var (push, there, missing) = await ConnectToBothAsync(pairing, wire, immediate: false);
        var late = Open(pairing.Second, ZmqSocketType.Pull);
        for (var i = 0; i < 10; i++)
            await push.SendTextAsync($"{i}");
        await late.BindAsync(missing);
        var heard = new List<string>();
        foreach (var pull in new[] { there, late })
        {
            for (var i = 0; i < 5; i++)
                heard.Add(await pull.ReceiveTextAsync());
        }
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"{i}"), heard.Order(StringComparer.Ordinal));
    }

    [Theory, Conformance("C-041", Wires = Wire.Network)]
    public async Task C041_immediate_all_go_to_who_is_there(Pairing pairing, Wire wire)
    {
        var (push, there, _) = await ConnectToBothAsync(pairing, wire, immediate: true);
        for (var i = 0; i < 10; i++)
            await push.SendTextAsync($"{i}");
        for (var i = 0; i < 10; i++)
            await there.ExpectAsync($"{i}");
    }

    [Theory, Conformance("C-041", Wires = Wire.Network)]
    public async Task C041_immediate_messages_wait_while_the_only_peer_is_gone(Pairing pairing, Wire wire)
    {
        var push = OpenPush(pairing.First, immediate: true);
        var address = AddressOfNobody(wire);
        await push.ConnectAsync(address);
        Assert.False(await push.TrySendTextAsync("too early"));
        var gone = Open(pairing.Second, ZmqSocketType.Pull);
        await gone.BindAsync(address);
        await push.SendTextAsync("first");
        await gone.ExpectAsync("first");
        var events = await push.WatchAsync();
        await gone.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        while (await push.TrySendTextAsync("lost with the connection"))
            Deadline.ThrowIfCancellationRequested();

        var next = Open(pairing.Second, ZmqSocketType.Pull);
        await BindAgainAsync(next, address);
        await push.SendTextAsync("second");
        await next.ExpectAsync("second");
    }

    private async Task<(ITestSocket Push, ITestSocket There, string Missing)> ConnectToBothAsync(Pairing pairing, Wire wire, bool immediate)
    {
        var push = OpenPush(pairing.First, immediate);
        var there = Open(pairing.Second, ZmqSocketType.Pull);
        var missing = AddressOfNobody(wire);
        await push.ConnectAsync(missing);
        await JoinAsync(wire, there, push);
        return (push, there, missing);
    }

    private ITestSocket OpenPush(Side side, bool immediate) => Open(side, ZmqSocketType.Push, o =>
    {
        o.Immediate = immediate;
        o.ReconnectInterval = TimeSpan.FromMilliseconds(10);
    });

    /// <summary>libzmq releases an address some time after it has closed the socket.</summary>
    private async Task BindAgainAsync(ITestSocket socket, string address)
    {
        while (true)
        {
            Deadline.ThrowIfCancellationRequested();
            try
            {
                await socket.BindAsync(address);
                return;
            }
            catch (ZmqException exception) when (exception.Error == ZmqError.AddressInUse)
            {
                await Task.Yield();
            }
        }
    }
}
