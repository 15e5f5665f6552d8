using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Monocoque.Zmtp.Messages;

public class MessagePoolTests
{
    private readonly MessagePool _pool = new();

    [Fact]
    public void Slab_comes_back_with_its_last_message()
    {
        var builder = new MessageBuilder(_pool);
        var first = builder.Text("1");
        var second = builder.Text("2");
        Assert.Equal(MessagePool.SlabSize, _pool.BytesOut);

        builder.Release();
        first.Dispose();
        Assert.Equal(MessagePool.SlabSize, _pool.BytesOut);
        second.Dispose();
        Assert.Equal(0, _pool.BytesOut);
    }

    [Fact]
    public void Trickle_of_messages_takes_a_small_slab()
    {
        var builder = new MessageBuilder(_pool);
        builder.Prepare(100);
        Assert.Equal(MessagePool.SmallSlabSize, _pool.BytesOut);
        builder.Release();
        Assert.Equal(0, _pool.BytesOut);
    }

    [Fact]
    public void Slabs_are_used_again()
    {
        var builder = new MessageBuilder(_pool);
        var memory = builder.GetMemory(1);
        builder.Release();

        Assert.Equal(memory, new MessageBuilder(_pool).GetMemory(1));
    }

    [Fact]
    public void Forgotten_messages_are_collected_and_leave_the_account()
    {
        Forget(_pool, 500);
        Assert.True(_pool.BytesOut > 0);

        var clock = Stopwatch.StartNew();
        while (_pool.BytesOut > 0 && clock.Elapsed < TimeSpan.FromSeconds(30))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(0, _pool.BytesOut);
        using var message = new MessageBuilder(_pool).Text("the pool works on");
        Assert.Equal("the pool works on", message.GetString(0));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(MessagePool pool, int count)
        {
            var builder = new MessageBuilder(pool);
            for (var i = 0; i < count; i++)
                _ = builder.Octets(1_000);
            builder.Release();
        }
    }

    [Fact]
    public void Few_kept_messages_do_not_hold_much_memory()
    {
        var builder = new MessageBuilder(_pool);
        var body = new byte[64];
        var kept = new List<ZmqMessage>();
        var most = 0L;
        for (var i = 0; i < 5_000_000; i++)
        {
            builder.Append(body);
            builder.EndFrame();
            var message = builder.Complete();
            if (i % 1_000 == 0)
                kept.Add(message);
            else
                message.Dispose();
            most = Math.Max(most, _pool.BytesOut);
        }

        Assert.Equal(5_000, kept.Count);
        Assert.InRange(most, 1, 5 * 1024 * 1024);
        Assert.All(kept, message => Assert.Equal(64, message.Length));
        kept.ForEach(message => message.Dispose());
        builder.Release();
        Assert.Equal(0, _pool.BytesOut);
    }

    [Fact]
    public void Message_cut_apart_under_pressure_is_a_message_like_any_other()
    {
        var peer = new ZmqPeer(ZmqSocketType.Pub);
        var builder = new MessageBuilder(_pool) { Peer = peer };
        builder.Prepare(MessagePool.SlabSize);
        var kept = KeepUntilPressure();
        var message = builder.Text("topic", "", "body");
        var next = builder.Text("next");
        var large = builder.Octets(200_000);

        Assert.Equal(["topic", "", "body"], ZmqMessageFactoryTests.Texts(message));
        Assert.Equal(["next"], ZmqMessageFactoryTests.Texts(next));
        Assert.True(large.First.Span.SequenceEqual(ZmqMessageFactoryTests.Octets(200_000)));
        Assert.Same(peer, message.Peer);
        var share = message.Share();
        message.Dispose();
        Assert.True(message.IsSpent);
        Assert.Equal("topic", share.GetString(0));

        builder.Release();
        kept.ForEach(one => one.Dispose());
        Assert.Equal(0, _pool.BytesOut);
        Assert.False(_pool.IsUnderPressure);
    }

    [Fact]
    public void Queues_of_many_busy_peers_are_no_pressure()
    {
        var peers = Enumerable.Range(0, 100).Select(_ => new MessageBuilder(_pool)).ToList();
        var queued = new List<ZmqMessage>();
        foreach (var peer in peers)
        {
            for (var i = 0; i < 1_000; i++)
                queued.Add(peer.Octets(256));
        }

        Assert.False(_pool.IsUnderPressure);
        Assert.True(_pool.BytesOut > 100 * 1_000 * 256);

        peers.ForEach(peer => peer.Release());
        Assert.True(_pool.IsUnderPressure);
        queued.ForEach(message => message.Dispose());
        Assert.False(_pool.IsUnderPressure);
        Assert.Equal(0, _pool.BytesOut);
    }

    [Fact]
    public void Peers_that_fill_slabs_do_not_make_it_seem_that_no_message_is_kept()
    {
        var kept = KeepUntilPressure();
        var most = _pool.BytesOut;
        var idle = new MessageBuilder(_pool);
        idle.Prepare(MessagePool.SlabSize);
        Assert.False(_pool.IsUnderPressure);

        idle.Release();
        Assert.True(_pool.IsUnderPressure);
        Assert.InRange(most, 1, 4 * 1024 * 1024);
        kept.ForEach(message => message.Dispose());
    }

    [Fact]
    public void Slab_that_is_forgotten_while_it_is_filled_allows_nothing_more()
    {
        Forget(_pool);
        var clock = Stopwatch.StartNew();
        while (_pool.BytesOut > 0 && clock.Elapsed < TimeSpan.FromSeconds(30))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var kept = KeepUntilPressure();
        Assert.InRange(_pool.BytesOut, 1, 4 * 1024 * 1024);
        kept.ForEach(message => message.Dispose());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(MessagePool pool)
        {
            for (var i = 0; i < 100; i++)
                new MessageBuilder(pool).Prepare(MessagePool.SlabSize);
        }
    }

    /// <summary>Each holds a slab that nobody fills any more.</summary>
    private List<ZmqMessage> KeepUntilPressure()
    {
        var kept = new List<ZmqMessage>();
        while (!_pool.IsUnderPressure)
        {
            var builder = new MessageBuilder(_pool);
            builder.Prepare(MessagePool.SlabSize);
            kept.Add(builder.Text("kept"));
            builder.Release();
        }
        return kept;
    }

    [Fact]
    public async Task Message_disposed_by_many_at_once_ends_once()
    {
        for (var round = 0; round < 200; round++)
        {
            var builder = new MessageBuilder(_pool);
            var message = builder.Text("shared");
            var neighbour = builder.Text("neighbour");
            builder.Release();
            using var start = new Barrier(4);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                message.Dispose();
            })));

            Assert.Equal("neighbour", neighbour.GetString(0));
            Assert.Equal(MessagePool.SlabSize, _pool.BytesOut);
            neighbour.Dispose();
            Assert.Equal(0, _pool.BytesOut);
        }
    }

    [Fact]
    public async Task Message_moved_by_many_at_once_goes_to_one()
    {
        for (var round = 0; round < 200; round++)
        {
            var message = ZmqMessage.Text("wanted");
            using var start = new Barrier(4);
            var moves = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return Record.Exception(() => message.Move()) is null;
            })));

            Assert.Single(moves, succeeded => succeeded);
        }
    }

    [Fact]
    public async Task Messages_disposed_on_other_threads_bring_their_slabs_back()
    {
        var builder = new MessageBuilder(_pool);
        var messages = Enumerable.Range(0, 20_000).Select(i => builder.Octets(i % 300, i)).ToArray();
        builder.Release();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var i = worker; i < messages.Length; i += 4)
            {
                Assert.True(messages[i].First.Span.SequenceEqual(ZmqMessageFactoryTests.Octets(i % 300, i)));
                using (messages[i].Share())
                    messages[i].Dispose();
            }
        })));

        Assert.Equal(0, _pool.BytesOut);
    }
}
