using System.Buffers.Binary;
using System.Security.Cryptography;
using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Rzmq;

/// <summary>R-04, R-05, R-07, R-09, R-10: much, large, and from many.</summary>
public sealed class LoadTests : ConformanceTest
{
    [Theory, Conformance("R-04")]
    public async Task R04_a_pipeline_of_requests_brings_every_reply_in_order(Pairing pairing, Wire wire)
    {
        const int Requests = 4000;
        var dealer = Open(pairing.First, ZmqSocketType.Dealer);
        var router = Open(pairing.Second, ZmqSocketType.Router);
        await JoinAsync(wire, router, dealer);
        var serving = Task.Run(
            async () =>
            {
                for (var i = 0; i < Requests; i++)
                    await router.SendAsync(await router.ReceiveAsync());
            },
            Deadline);
        // Fewer on their way than ROUTER has room for: it drops what finds none.
        for (var i = 0; i < Requests; i += 200)
        {
            for (var n = i; n < i + 200; n++)
                await dealer.SendTextAsync($"{n}", "payload");
            for (var n = i; n < i + 200; n++)
                await dealer.ExpectAsync($"{n}", "payload");
        }
        await serving;
    }

    [Theory, Conformance("R-05")]
    public async Task R05_sizes_on_both_sides_of_every_threshold_pass_over_many_connections_at_once(Pairing pairing, Wire wire)
    {
        const int Connections = 24;
        var sizes = new[] { 1, 300_000, 100, 4095, 4096, 4097, 16_384, 65_537 };
        var pull = Open(pairing.First, ZmqSocketType.Pull);
        var pushes = Enumerable.Range(0, Connections).Select(_ => Open(pairing.Second, ZmqSocketType.Push)).ToArray();
        await JoinAsync(wire, pull, pushes);
        var sending = pushes.Select((push, i) => Task.Run(
            async () =>
            {
                for (var n = 0; n < sizes.Length; n++)
                    await push.SendAsync([(byte)i], Frames.Body(sizes[(n + i) % sizes.Length]));
            },
            Deadline)).ToList();
        var next = new int[Connections];
        for (var i = 0; i < Connections * sizes.Length; i++)
        {
            var message = await pull.ReceiveAsync();
            var from = message[0][0];
            Frames.AssertEqual([[from], Frames.Body(sizes[(next[from]++ + from) % sizes.Length])], message);
        }
        await Task.WhenAll(sending);
    }

    [Theory, Conformance("R-07")]
    public async Task R07_single_messages_are_not_held_back_and_bursts_keep_their_order(Pairing pairing, Wire wire)
    {
        var one = Open(pairing.First, ZmqSocketType.Dealer);
        var other = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, one, other);
        for (var i = 0; i < 100; i++)
        {
            await one.SendTextAsync("ping", "of", "parts");
            await other.ExpectAsync("ping", "of", "parts");
            await other.SendTextAsync("pong");
            await one.ExpectAsync("pong");
        }
        for (var burst = 1; burst <= 512; burst *= 2)
        {
            for (var i = 0; i < burst; i++)
                await one.SendTextAsync("head", $"{i}", "");
            for (var i = 0; i < burst; i++)
                await other.ExpectAsync("head", $"{i}", "");
        }
    }

    [Theory, Conformance("R-09")]
    public async Task R09_checksums_hold_over_many_frames_and_connections_that_change(Pairing pairing, Wire wire)
    {
        const int Connections = 10;
        const int Messages = 20;
        var receiver = Open(pairing.First, ZmqSocketType.Pull);
        var address = await receiver.BindAsync(FreeAddress(wire));
        var sending = Task.Run(
            async () =>
            {
                var random = new Random(4711);
                for (var i = 0; i < Connections; i++)
                {
                    await using var sender = Open(pairing.Second, ZmqSocketType.Push, static o => o.Linger = TimeSpan.FromSeconds(20));
                    await sender.ConnectAsync(address);
                    for (var n = 0; n < Messages; n++)
                        await sender.SendAsync(CreateSigned(random, i * Messages + n));
                }
            },
            Deadline);
        var seen = new HashSet<int>();
        while (seen.Count < Connections * Messages)
        {
            var message = await receiver.ReceiveAsync();
            Assert.Equal(Sum(message[1..]), message[0]);
            Assert.True(seen.Add(BinaryPrimitives.ReadInt32BigEndian(message[1])));
        }
        await sending;
    }

    [Theory, Conformance("R-10")]
    public async Task R10_a_storm_of_connections_leaves_the_router_whole(Pairing pairing, Wire wire)
    {
        const int Waves = 5;
        const int Each = 20;
        var router = Open(pairing.First, ZmqSocketType.Router);
        var address = await router.BindAsync(FreeAddress(wire));
        for (var wave = 0; wave < Waves; wave++)
        {
            var dealers = Enumerable.Range(0, Each).Select(_ => Open(pairing.Second, ZmqSocketType.Dealer)).ToList();
            await Task.WhenAll(dealers.Select(dealer => dealer.ConnectAsync(address)));
            for (var i = 0; i < Each; i++)
                await dealers[i].SendTextAsync($"{i}");
            for (var i = 0; i < Each; i++)
                await router.SendAsync(await router.ReceiveAsync());
            for (var i = 0; i < Each; i++)
                await dealers[i].ExpectAsync($"{i}");
            foreach (var dealer in dealers)
                await dealer.DisposeAsync();
        }
    }

    [Theory, Conformance("R-10", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task R10_sending_to_a_peer_that_broke_off_harms_nobody_else(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router);
        var address = await router.BindAsync(FreeAddress(wire));
        using var staying = await DialAsync(address, router, "DEALER", "staying");
        for (var i = 0; i < 20; i++)
        {
            using (var broken = await DialAsync(address, router, "DEALER", $"broken {i}"))
            {
                await broken.SendMessageAsync("hello");
                await router.ExpectAsync($"broken {i}", "hello");
            }
            for (var n = 0; n < 10; n++)
                await router.SendAsync(Frames.Text($"broken {i}"), new byte[10_000]);
        }
        await staying.SendMessageAsync("question");
        await router.ExpectAsync("staying", "question");
        await router.SendTextAsync("staying", "answer");
        Assert.Equal("answer", await staying.ReadMessageAsync());
    }

    private static byte[][] CreateSigned(Random random, int number)
    {
        var frames = new byte[1 + random.Next(12)][];
        for (var i = 0; i < frames.Length; i++)
        {
            frames[i] = new byte[random.Next(5) == 0 ? random.Next(70_000) : random.Next(300)];
            random.NextBytes(frames[i]);
        }
        var numbered = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(numbered, number);
        byte[][] body = [numbered, .. frames];
        return [Sum(body), .. body];
    }

    /// <summary>Also over where a frame ends.</summary>
    private static byte[] Sum(byte[][] frames)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var frame in frames)
        {
            hash.AppendData(BitConverter.GetBytes(frame.Length));
            hash.AppendData(frame);
        }
        return hash.GetHashAndReset();
    }
}
