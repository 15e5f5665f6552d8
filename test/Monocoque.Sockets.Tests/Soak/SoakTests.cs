using System.Globalization;
using Monocoque.Testing;

namespace Monocoque.Sockets.Tests.Soak;

/// <summary>
/// Many patterns over every transport at once, with restarts, cut connections, slow readers and a subscriber that stopped: nothing is lost below the marks, and
/// in the end the process has the memory, descriptors and sockets that it began with. Memory is the process's, so no other test may run meanwhile.
/// </summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SoakTests
{
    internal const string Name = "Memory of the process";
    private const long MostMemoryLeft = 8 << 20;

    /// <summary>What the process opens once and keeps: threads of the pool, timers, the log.</summary>
    private const int MostDescriptorsLeft = 4;

    /// <summary>On a busy machine little is done in that time; then once more, until the pools hold what they ever will.</summary>
    private static readonly TimeSpan s_longestWarmUp = TimeSpan.FromSeconds(30);
    private const long Warm = 1 << 20;
    private const int MostWarmUps = 8;
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(8);

    /// <summary>How much longer than asked a soak may take to come to its end.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static readonly string[] s_transports = ["tcp", "ipc", "inproc"];

    private static TimeSpan Long =>
        Environment.GetEnvironmentVariable("MONOCOQUE_SOAK_SECONDS") is { Length: > 0 } seconds
            ? TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))
            : TimeSpan.FromHours(1);

    [Fact]
    public Task Some_seconds_of_trouble_lose_nothing_and_leave_nothing_behind() => SoakAsync(s_short);

    [Fact]
    [Trait("Category", "Long")]
    public Task An_hour_of_trouble_loses_nothing_and_leaves_nothing_behind() => SoakAsync(Long);

    private static async Task SoakAsync(TimeSpan duration)
    {
        var options = new ZmqRuntimeOptions { PoisonReturnedBuffers = true };
        TestTransport.Use(options);
        await using var runtime = new ZmqRuntime(options);
        var before = await WarmUpAsync(runtime, duration / 4 < s_longestWarmUp ? duration / 4 : s_longestWarmUp);
        var scenes = await RunAsync(runtime, duration);
        var after = await Footprint.TakeAsync(runtime);
        TestContext.Current.TestOutputHelper?.WriteLine($"{duration.TotalSeconds:0} s. Before: {before}. After: {after}.");

        Assert.All(scenes, static scene => Assert.True(scene.Progress > 0, $"{scene.GetType().Name} did nothing."));
        Assert.Equal((0, 0L), (after.Sockets, after.PooledOctets));
        Assert.True(after.Memory - before.Memory < MostMemoryLeft, $"{after.Memory - before.Memory} octets more are in use than before.");
        Assert.InRange(after.Descriptors, 0, before.Descriptors + MostDescriptorsLeft);
    }

    private static async Task<Footprint> WarmUpAsync(ZmqRuntime runtime, TimeSpan duration)
    {
        Footprint? last = null;
        for (var i = 0; i < MostWarmUps; i++)
        {
            await RunAsync(runtime, duration);
            var now = await Footprint.TakeAsync(runtime);
            if (last is not null && now.Memory - last.Memory < Warm)
                return now;
            last = now;
        }
        return last!;
    }

    private static async Task<List<SoakScene>> RunAsync(ZmqRuntime runtime, TimeSpan duration)
    {
        var directory = Directory.CreateTempSubdirectory("zmq-");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(duration + s_patience);
        var names = 0;
        string Address(string transport) => transport switch
        {
            "tcp" => "tcp://127.0.0.1:0",
            "ipc" => $"ipc://{Path.Combine(directory.FullName, $"{++names}")}",
            _ => $"inproc://soak-{++names}",
        };
        var scenes = s_transports.SelectMany(transport => (SoakScene[])
        [
            new PipelineScene(runtime, Address(transport), duration, deadline.Token),
            new RequestScene(runtime, Address(transport), duration, deadline.Token),
            new PublishScene(runtime, Address(transport), duration, deadline.Token),
        ]).ToList();
        await Task.WhenAll(scenes.Select(static scene => Task.Run(scene.RunAsync)));
        foreach (var scene in scenes)
            TestContext.Current.TestOutputHelper?.WriteLine($"{scene.GetType().Name}: {scene.Progress} messages");
        directory.Delete(recursive: true);
        return scenes;
    }
}
