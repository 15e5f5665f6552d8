using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Lifecycle;

/// <summary>C-049, C-050, C-052 to C-054: the end of a bind or a connect, wildcards, and what ipc leaves behind.</summary>
public sealed class UnbindTests : ConformanceTest
{
    [Theory, Conformance("C-049")]
    public async Task C049_after_unbinding_there_is_nobody_to_send_to(Pairing pairing, Wire wire)
    {
        var binds = Open(pairing.First, ZmqSocketType.Push);
        var connects = Open(pairing.Second, ZmqSocketType.Pull);
        var address = await JoinAsync(wire, binds, connects);
        await binds.SendTextAsync("before");
        await connects.ExpectAsync("before");
        var events = await connects.WatchAsync();
        await binds.UnbindAsync(address);
        await WhileCallingAsync(binds, events.WaitForAsync(ZmqEventKind.Disconnected));
        await SendsNoMoreAsync(binds);
    }

    [Theory, Conformance("C-049")]
    public async Task C049_after_disconnecting_there_is_nobody_to_send_to(Pairing pairing, Wire wire)
    {
        var binds = Open(pairing.Second, ZmqSocketType.Pull);
        var connects = Open(pairing.First, ZmqSocketType.Push);
        var address = await JoinAsync(wire, binds, connects);
        await connects.SendTextAsync("before");
        await binds.ExpectAsync("before");
        var events = await binds.WatchAsync();
        await connects.DisconnectAsync(address);
        if (pairing.First == Side.Us)
            await SendsNoMoreAsync(connects);
        await WhileCallingAsync(connects, events.WaitForAsync(ZmqEventKind.Disconnected));
        await SendsNoMoreAsync(connects);
    }

    [Theory, Conformance("C-049", Pairings = Pairing.Us | Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task C049_an_address_is_unbound_by_what_it_became_and_not_by_its_wildcard(Pairing pairing, Wire wire)
    {
        Assert.True(wire is Wire.Tcp or Wire.None);
        var binds = Open(pairing.First, ZmqSocketType.Push);
        var address = await binds.BindAsync("tcp://127.0.0.1:*");
        await FailsAsync(ZmqError.NotFound, () => binds.UnbindAsync("tcp://127.0.0.1:*"));
        await FailsAsync(ZmqError.NotFound, () => binds.DisconnectAsync("tcp://127.0.0.1:1"));
        await binds.UnbindAsync(address);
        await FailsAsync(ZmqError.NotFound, () => binds.UnbindAsync(address));
    }

    [Theory, Conformance("C-050", Wires = Wire.Tcp)]
    public async Task C050_what_a_wildcard_became_can_be_connected_to_disconnected_and_unbound(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        string[] wildcards = ["tcp://*:*", "tcp://*:0", "tcp://127.0.0.1:*", "tcp://0.0.0.0:*", "tcp://[::]:*", "tcp://[::1]:*"];
        foreach (var wildcard in wildcards)
        {
            await using var binds = Open(pairing.First, ZmqSocketType.Dealer);
            await using var connects = Open(pairing.Second, ZmqSocketType.Dealer);
            var bound = await binds.BindAsync(wildcard);
            var address = ZmqAddress.Parse(bound);
            Assert.False(address.IsWildcardHost);
            Assert.NotEqual(0, address.Port);
            var home = address.Host.Contains(':', StringComparison.Ordinal) && binds.Side == connects.Side ? "[::1]" : "127.0.0.1";
            var reachable = wildcard.Contains("[::1]", StringComparison.Ordinal) ? bound : $"tcp://{home}:{address.Port}";
            await LinkAsync(reachable, binds, connects);
            await connects.SendTextAsync(wildcard);
            await binds.ExpectAsync(wildcard);

            var events = await binds.WatchAsync();
            await connects.DisconnectAsync(reachable);
            await WhileCallingAsync(connects, events.WaitForAsync(ZmqEventKind.Disconnected));
            await binds.UnbindAsync(bound);
            await events.WaitForAsync(ZmqEventKind.Closed);
        }
    }

    [Theory, Conformance("C-052", Wires = Wire.Ipc)]
    public async Task C052_a_wildcard_path_is_a_new_file_each_time_and_is_removed_after(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Ipc, wire);
        var binds = Open(pairing.First, ZmqSocketType.Dealer);
        var paths = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var address = await binds.BindAsync("ipc://*");
            paths.Add(ZmqAddress.Parse(address).Path);
            Assert.True(File.Exists(paths[^1]));
            await using var connects = Open(pairing.Second, ZmqSocketType.Dealer);
            await LinkAsync(address, binds, connects);
            await connects.SendTextAsync("x");
            await binds.ExpectAsync("x");
        }
        Assert.Distinct(paths);
        var events = await binds.WatchAsync();
        foreach (var path in paths)
        {
            await binds.UnbindAsync($"ipc://{path}");
            await events.WaitForAsync(ZmqEventKind.Closed);
            Assert.False(File.Exists(path));
        }
    }

    [Theory, Conformance("C-053", Wires = Wire.Ipc)]
    public async Task C053_a_path_that_was_unbound_can_be_bound_again(Pairing pairing, Wire wire)
    {
        var address = FreeAddress(wire);
        for (var i = 0; i < 3; i++)
        {
            await using var binds = Open(pairing.First, ZmqSocketType.Dealer);
            await using var connects = Open(pairing.Second, ZmqSocketType.Dealer);
            var events = await binds.WatchAsync();
            await binds.BindAsync(address);
            await LinkAsync(address, binds, connects);
            await connects.SendTextAsync($"{i}");
            await binds.ExpectAsync($"{i}");
            await binds.UnbindAsync(address);
            await events.WaitForAsync(ZmqEventKind.Closed);
        }
    }

    [Theory, Conformance("C-053", Pairings = Pairing.Us)]
    public async Task C053_a_path_whose_socket_was_closed_is_free_at_once(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        var address = FreeAddress(Wire.Ipc);
        for (var i = 0; i < 10; i++)
        {
            await using var binds = Open(pairing.First, ZmqSocketType.Dealer);
            await binds.BindAsync(address);
        }
        Assert.False(File.Exists(ZmqAddress.Parse(address).Path));
    }

    [Theory, Conformance("C-054", Wires = Wire.Ipc)]
    public async Task C054_abstract_names_are_bound_and_connected_to_and_leave_no_file(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Ipc, wire);
        var binds = Open(pairing.First, ZmqSocketType.Dealer);
        var connects = Open(pairing.Second, ZmqSocketType.Dealer);
        var name = $"monocoque-{Guid.NewGuid():N}";
        await binds.BindAsync($"ipc://@{name}");
        await LinkAsync($"ipc://@{name}", binds, connects);
        await connects.SendTextAsync("x");
        await binds.ExpectAsync("x");
        Assert.False(File.Exists($"@{name}"));
        if (pairing.First == Side.Us)
            await RefusesAsync(() => binds.BindAsync("ipc://@"));
    }

    /// <summary>Ours knows at once, libzmq's when its I/O thread has told the socket.</summary>
    private async Task SendsNoMoreAsync(ITestSocket socket)
    {
        while (await socket.TrySendTextAsync("to nobody"))
        {
            Assert.Equal(Side.LibZmq, socket.Side);
            Deadline.ThrowIfCancellationRequested();
        }
    }
}
