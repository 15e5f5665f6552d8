using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.Endpoints;
using Monocoque.Hosting;
using Monocoque.Running;

namespace Monocoque.AspNetCore.Tests.Running;

/// <summary>Runs handler loops on a fake socket, as the host does.</summary>
internal sealed class LoopHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborted = new();
    private Task _running = Task.CompletedTask;

    private LoopHarness(FakeSocket socket) => Socket = socket;

    public FakeSocket Socket { get; }

    public RecordingLogger Log { get; } = new();

    public Task Running => _running;

    public static LoopHarness Start(
        FakeSocket socket, ZmqDelegate handler, int concurrency = 1, Func<ZmqContext, Exception, ValueTask>? onError = null) =>
        Start(socket, concurrency, Mapping(socket, handler, topic: null, onError));

    public static LoopHarness Start(FakeSocket socket, int concurrency, params ZmqMapping[] mappings)
    {
        var harness = new LoopHarness(socket);
        RunningEndpoint[] endpoints = [.. mappings
            .Select(mapping => new RunningEndpoint(mapping, mapping.DisplayName)).OrderByDescending(endpoint => endpoint.TopicLength)];
        var metrics = new HandlerMetrics(harness._services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        harness._running = Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(new HandlerLoop(
            socket, endpoints, metrics, harness.Log, harness._services.GetRequiredService<IServiceScopeFactory>(),
            harness._stopping.Token, harness._aborted.Token).RunAsync)));
        return harness;
    }

    public static ZmqMapping Mapping(
        FakeSocket socket, ZmqDelegate handler, string? topic = null, Func<ZmqContext, Exception, ValueTask>? onError = null) =>
        new(new SocketPlan("orders", socket.Type, section: null), handler, topic) { OnError = onError };

    public async Task<string[]> TakeSentAsync() =>
        await Socket.Sent.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public void Stop() => _stopping.Cancel();

    public void Abort() => _aborted.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _aborted.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
        await _services.DisposeAsync();
        _stopping.Dispose();
        _aborted.Dispose();
    }
}
