using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Running;

public sealed class HandlerLoopTests
{


    [Fact]
    public async Task Concurrency_of_one_keeps_the_order()
    {
        await using var loop = LoopHarness.Start(new FakeRouter(), async context =>
        {
            await Task.Yield();
            await context.ReplyAsync(ZmqMessage.Text(context.Message.GetString(0)));
        });
        for (var i = 0; i < 200; i++)
            loop.Socket.Deliver("id", $"{i}");

        for (var i = 0; i < 200; i++)
            Assert.Equal(["id", $"{i}"], await loop.TakeSentAsync());
    }

    [Fact]
    public async Task Concurrency_of_one_runs_one_at_a_time()
    {
        var running = 0;
        var most = 0;
        await using var loop = LoopHarness.Start(new FakeRouter(), async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            await context.ReplyAsync(ZmqMessage.Text("x"));
        });
        for (var i = 0; i < 50; i++)
            loop.Socket.Deliver("id", "x");
        for (var i = 0; i < 50; i++)
            await loop.TakeSentAsync();

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Concurrency_of_n_runs_n_at_once_and_no_more()
    {
        var running = 0;
        var most = 0;
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var loop = LoopHarness.Start(
            new FakeRouter(),
            async context =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                if (now == 3)
                    full.TrySetResult();
                await full.Task;
                Interlocked.Decrement(ref running);
                await context.ReplyAsync(ZmqMessage.Text("x"));
            },
            concurrency: 3);
        for (var i = 0; i < 30; i++)
            loop.Socket.Deliver("id", "x");
        for (var i = 0; i < 30; i++)
            await loop.TakeSentAsync();

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Message_ends_with_the_handler()
    {
        var delivered = ZmqMessage.Text("id", "body");
        await using var loop = LoopHarness.Start(new FakeRouter(), context => context.ReplyAsync(ZmqMessage.Text(context.Message.GetString(0))));
        loop.Socket.Deliver(delivered);
        await loop.TakeSentAsync();
        loop.Stop();
        await loop.Running.Within();

        Assert.Throws<ObjectDisposedException>(() => delivered.Count);
    }

    [Fact]
    public async Task Failure_is_logged_and_the_next_message_is_handled()
    {
        await using var loop = LoopHarness.Start(new FakeRouter(), FailOn("bad"));
        loop.Socket.Deliver("id", "bad");
        loop.Socket.Deliver("id", "good");

        Assert.Equal(["id", "good"], await loop.TakeSentAsync());
        var entry = Assert.Single(loop.Log.Entries);
        Assert.Equal((LogLevel.Error, 4000, "The handler of ZMQ ROUTER 'orders' failed"), entry);
    }

    [Fact]
    public async Task Bad_message_is_the_peers_fault()
    {
        await using var loop = LoopHarness.Start(
            new FakeRouter(), _ => throw new ZmqBadMessageException("no"), onError: (context, e) => context.ReplyAsync(ZmqMessage.Text(e.Message)));
        loop.Socket.Deliver("id", "bad");

        Assert.Equal(["id", "no"], await loop.TakeSentAsync());
        Assert.Equal(LogLevel.Debug, Assert.Single(loop.Log.Entries).Level);
    }

    [Fact]
    public async Task OnError_may_answer_and_its_own_failure_is_logged()
    {
        await using var loop = LoopHarness.Start(new FakeRouter(), FailOn("bad"), onError: async (context, error) =>
        {
            await context.ReplyAsync(ZmqMessage.Text(error.Message));
            throw new InvalidOperationException("again");
        });
        loop.Socket.Deliver("id", "bad");
        loop.Socket.Deliver("id", "good");

        Assert.Equal(["id", "failed"], await loop.TakeSentAsync());
        Assert.Equal(["id", "good"], await loop.TakeSentAsync());
        Assert.Equal([4000, 4003], loop.Log.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Rep_answers_with_an_empty_frame_whatever_happens()
    {
        await using var loop = LoopHarness.Start(new FakeRep(), FailOn("bad", "silent"));
        loop.Socket.Deliver("bad");
        loop.Socket.Deliver("silent");
        loop.Socket.Deliver("good");

        Assert.Equal([""], await loop.TakeSentAsync());
        Assert.Equal([""], await loop.TakeSentAsync());
        Assert.Equal(["good"], await loop.TakeSentAsync());
    }

    [Fact]
    public async Task Rep_answers_once_when_OnError_has_answered()
    {
        await using var loop = LoopHarness.Start(
            new FakeRep(), FailOn("bad"), onError: (context, _) => context.ReplyAsync(ZmqMessage.Text("sorry")));
        loop.Socket.Deliver("bad");
        loop.Socket.Deliver("good");

        Assert.Equal(["sorry"], await loop.TakeSentAsync());
        Assert.Equal(["good"], await loop.TakeSentAsync());
    }

    [Fact]
    public async Task Message_goes_to_the_longest_topic_that_fits()
    {
        var socket = new FakeSub();
        var seen = System.Threading.Channels.Channel.CreateUnbounded<string>();
        ZmqDelegate To(string name) => context => seen.Writer.WriteAsync($"{name}:{context.Message.GetString(0)}");
        await using var loop = LoopHarness.Start(
            socket, 1, LoopHarness.Mapping(socket, To("short"), "EUR"), LoopHarness.Mapping(socket, To("long"), "EUR.USD"));
        socket.Deliver("EUR.GBP", "1");
        socket.Deliver("XAU", "lost");
        socket.Deliver("EUR.USD.SPOT", "2");

        Assert.Equal("short:EUR.GBP", await seen.Reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("long:EUR.USD.SPOT", await seen.Reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(4004, Assert.Single(loop.Log.Entries).Id);
    }

    [Fact]
    public async Task Stopping_lets_the_running_handler_finish_and_takes_nothing_more()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var loop = LoopHarness.Start(new FakeRouter(), async context =>
        {
            entered.SetResult();
            await release.Task;
            Assert.False(context.Aborted.IsCancellationRequested);
            await context.ReplyAsync(ZmqMessage.Text("done"));
        });
        loop.Socket.Deliver("id", "1");
        loop.Socket.Deliver("id", "2");
        await entered.Task.Within();
        loop.Stop();
        Assert.False(loop.Running.IsCompleted);
        release.SetResult();
        await loop.Running.Within();

        Assert.Equal(["id", "done"], loop.Socket.TakeSent());
        Assert.True(loop.Socket.TryReceive(out _));
    }

    [Fact]
    public async Task Cancelled_handler_is_no_error_once_the_host_has_given_up()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var loop = LoopHarness.Start(new FakeRouter(), async context =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, context.Aborted);
        });
        loop.Socket.Deliver("id", "1");
        await entered.Task.Within();
        loop.Stop();
        loop.Abort();
        await loop.Running.Within();

        Assert.Equal((LogLevel.Debug, 4002), (loop.Log.Entries.Single().Level, loop.Log.Entries.Single().Id));
    }

    [Fact]
    public async Task Closed_socket_ends_the_loop()
    {
        await using var loop = LoopHarness.Start(new FakeRouter(), _ => default);
        loop.Socket.Dispose();

        await loop.Running.Within();
        Assert.Empty(loop.Log.Entries);
    }

    [Fact]
    public async Task Time_of_each_message_is_measured_with_its_error()
    {
        var measured = System.Threading.Channels.Channel.CreateUnbounded<Dictionary<string, object?>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "Monocoque", Name: "messaging.process.duration" })
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            // Other tests measure too; only this one's handler throws this type.
            var copy = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (copy.TryGetValue("error.type", out var type) && type is "System.DllNotFoundException")
                measured.Writer.TryWrite(copy);
        });
        listener.Start();
        await using var loop = LoopHarness.Start(new FakeRouter(), _ => throw new DllNotFoundException());
        loop.Socket.Deliver("id", "x");

        var tags = await measured.Reader.ReadAsync(TestContext.Current.CancellationToken).Within();
        Assert.Equal("zeromq", tags["messaging.system"]);
        Assert.Equal("process", tags["messaging.operation.name"]);
        Assert.Equal("fake", tags["messaging.destination.name"]);
        Assert.Equal("ROUTER", tags["zmq.socket.type"]);
    }

    private static ZmqDelegate FailOn(string bad, string silent = "silent") => context =>
    {
        var text = context.Message.GetString(0);
        if (text == bad)
            throw new InvalidOperationException("failed");
        return text == silent ? default : context.ReplyAsync(ZmqMessage.Text(text));
    };

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
