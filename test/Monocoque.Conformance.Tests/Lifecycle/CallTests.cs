using System.Diagnostics;
using System.Text;
using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Lifecycle;

/// <summary>C-058, C-063, C-064: time limits, threads and child processes.</summary>
public sealed class CallTests : ConformanceTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(250);

    /// <summary>Timers may be early by a tick of the system.</summary>
    private static readonly TimeSpan s_least = s_limit - TimeSpan.FromMilliseconds(25);

    [Theory, Conformance("C-058", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C058_a_call_gives_up_after_its_limit_and_not_before(Pairing pairing, Wire wire)
    {
        var limited = Open(pairing.First, ZmqSocketType.Dealer, static o => (o.SendTimeout, o.ReceiveTimeout) = (s_limit, s_limit));
        var address = await limited.BindAsync(FreeAddress(wire));
        await GivesUpAsync(() => limited.SendTextAsync("to nobody"), s_least);
        await GivesUpAsync(limited.ReceiveAsync, s_least);

        var peer = Open(pairing.Second, ZmqSocketType.Dealer);
        await LinkAsync(address, limited, peer);
        await limited.SendTextAsync("in time");
        await peer.ExpectAsync("in time");
        await peer.SendTextAsync("in time");
        await limited.ExpectAsync("in time");
    }

    [Theory, Conformance("C-058", Pairings = Pairing.Us)]
    public async Task C058_a_limit_of_zero_is_not_to_wait(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        var socket = Open(pairing.First, ZmqSocketType.Dealer, static o =>
            (o.SendTimeout, o.ReceiveTimeout) = (TimeSpan.Zero, TimeSpan.Zero));
        await GivesUpAsync(() => socket.SendTextAsync("to nobody"), TimeSpan.Zero);
        await GivesUpAsync(socket.ReceiveAsync, TimeSpan.Zero);
    }

    [Theory, Conformance("C-063", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C063_many_threads_send_on_one_socket_and_each_in_its_order(Pairing pairing, Wire wire)
    {
        const int Threads = 8;
        const int Messages = 250;
        var sender = Open(pairing.First, ZmqSocketType.Dealer);
        var receiver = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, receiver, sender);
        var sending = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            async () =>
            {
                for (var i = 0; i < Messages; i++)
                    await sender.SendTextAsync($"{thread}", $"{i}");
            },
            Deadline, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToList();
        var next = new int[Threads];
        for (var i = 0; i < Threads * Messages; i++)
        {
            var parts = (await receiver.ReceiveTextAsync()).Split('|');
            Assert.Equal($"{next[int.Parse(parts[0], null)]++}", parts[1]);
        }
        await Task.WhenAll(sending);
    }

    [Theory, Conformance("C-063", Pairings = Pairing.UsUs)]
    public async Task C063_many_callers_receive_on_one_socket_and_each_message_goes_to_one(Pairing pairing, Wire wire)
    {
        const int Messages = 1000;
        var sender = Open(pairing.First, ZmqSocketType.Push);
        var receiver = Open(pairing.Second, ZmqSocketType.Pull);
        await JoinAsync(wire, receiver, sender);
        var receiving = Enumerable.Range(0, Messages).Select(_ => receiver.ReceiveTextAsync()).ToList();
        for (var i = 0; i < Messages; i++)
            await sender.SendTextAsync($"{i}");
        Assert.Equal(Enumerable.Range(0, Messages), (await Task.WhenAll(receiving)).Select(static text => int.Parse(text, null)).Order());
    }

    /// <summary>.NET does not fork; what a child could inherit is descriptors.</summary>
    [Theory, Conformance("C-064", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task C064_a_child_process_keeps_nothing_of_its_parents_and_may_send_to_it(Pairing pairing, Wire wire)
    {
        var parent = Open(pairing.First, ZmqSocketType.Pull);
        var address = await parent.BindAsync(FreeAddress(wire));
        var port = ZmqAddress.Parse(address).Port;
        var octets = Escape([.. RawPeer.Greeting, .. RawPeer.Ready("PUSH"), .. RawPeer.Encode("from the child")]);
        using var child = Process.Start(new ProcessStartInfo("bash")
        {
            ArgumentList = { "-c", $"exec 3<>/dev/tcp/127.0.0.1/{port}; printf '{octets}' >&3; read" },
            RedirectStandardInput = true,
        })!;
        try
        {
            await parent.ExpectAsync("from the child");
            // While the child lives: it would hold the port, had it inherited the listener.
            var events = await parent.WatchAsync();
            await parent.UnbindAsync(address);
            await events.WaitForAsync(ZmqEventKind.Closed);
            Assert.Equal(address, await parent.BindAsync(address));
            Assert.False(child.HasExited);
        }
        finally
        {
            child.StandardInput.Close();
            await child.WaitForExitAsync(Deadline);
        }
        using var peer = await DialAsync(address, parent, "PUSH");
        await peer.SendMessageAsync("after the child");
        await parent.ExpectAsync("after the child");
    }

    private static string Escape(byte[] octets) =>
        octets.Aggregate(new StringBuilder(), static (text, octet) => text.Append($"\\x{octet:x2}")).ToString();

    private static async Task GivesUpAsync(Func<Task> call, TimeSpan least)
    {
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<TimeoutException>(call);
        Assert.InRange(watch.Elapsed, least, TimeSpan.FromSeconds(10));
    }
}
