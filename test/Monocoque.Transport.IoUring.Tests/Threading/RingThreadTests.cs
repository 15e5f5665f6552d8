using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using Monocoque.Transport.IoUring.Diagnostics;
using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Threading;

public class RingThreadTests
{
    private const int Posts = 20_000;

    public RingThreadTests() => IoUringArm.SkipIfLeftOut();

    public static TheoryData<bool, int> Wakes { get; } = new() { { false, 0 }, { false, 50 }, { true, 0 }, { true, 50 } };

    [Theory]
    [MemberData(nameof(Wakes))]
    public async Task What_is_posted_from_any_thread_runs_on_the_ring_in_order(bool prefersEventDescriptor, int spin)
    {
        var thread = Start(prefersEventDescriptor, spin);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var run = new List<int>();
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            for (var i = 0; i < Posts; i++)
            {
                var number = i;
                thread.Post(
                    _ =>
                    {
                        Assert.True(thread.IsCurrent);
                        run.Add(number);
                        if (number == Posts - 1)
                            done.SetResult();
                    },
                    null);
            }
            await done.Task.InTime();
            Assert.Equal(Enumerable.Range(0, Posts), run);
        })));

        await thread.StopAsync().InTime();
    }

    [Theory]
    [MemberData(nameof(Wakes))]
    public async Task Sleeping_ring_wakes_for_each_post(bool prefersEventDescriptor, int spin)
    {
        var thread = Start(prefersEventDescriptor, spin);

        // One at a time, so that it may fall asleep before each.
        for (var i = 0; i < 2000; i++)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            thread.Post(static state => ((TaskCompletionSource)state!).SetResult(), done);
            await done.Task.InTime();
        }

        await thread.StopAsync().InTime();
        // One that looks around first may be found awake each time.
        Assert.True(spin > 0 || thread.Counters.Wakes > 0);
    }

    [Fact]
    public async Task Callback_that_fails_does_not_end_the_ring()
    {
        var thread = Start(prefersEventDescriptor: false, spin: 0);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        thread.Post(_ => throw new InvalidOperationException("on purpose"), null);
        thread.Post(_ => done.SetResult(), null);

        await done.Task.InTime();
        await thread.StopAsync().InTime();
    }

    [Fact]
    public async Task What_is_posted_after_the_end_still_runs()
    {
        var thread = Start(prefersEventDescriptor: false, spin: 0);
        await thread.StopAsync().InTime();
        var hasRun = false;

        thread.Post(_ => hasRun = true, null);

        Assert.True(hasRun);
        await thread.StopAsync().InTime();
    }

    private static RingThread Start(bool prefersEventDescriptor, int spin)
    {
        var settings = new RingSettings(64, 128, 4, 256) { PrefersEventDescriptor = prefersEventDescriptor };
        var thread = new RingThread(0, settings, spin, MemoryPool<byte>.Shared, new IoUringLog(NullLoggerFactory.Instance));
        thread.Start();
        return thread;
    }
}
