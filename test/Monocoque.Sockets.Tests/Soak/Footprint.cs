namespace Monocoque.Sockets.Tests.Soak;

/// <summary>What the process and a runtime hold on to.</summary>
/// <param name="Memory">Octets on the managed heap after it was compacted.</param>
/// <param name="Descriptors">Open files and sockets; 0 where the system does not tell.</param>
/// <param name="PooledOctets">Rented from the runtime's message pool.</param>
/// <param name="Sockets">Not closed.</param>
internal sealed record Footprint(long Memory, int Descriptors, long PooledOctets, int Sockets)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits for what ends on other threads, within reason.</summary>
    internal static async Task<Footprint> TakeAsync(ZmqRuntime runtime)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        while ((runtime.Pool.BytesOut != 0 || runtime.Sockets.Any()) && !patience.IsCancellationRequested)
            await Task.Delay(10);
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        const string Descriptors = "/proc/self/fd";
        return new Footprint(
            GC.GetTotalMemory(forceFullCollection: true), Directory.Exists(Descriptors) ? Directory.GetFileSystemEntries(Descriptors).Length : 0,
            runtime.Pool.BytesOut, runtime.Sockets.Count());
    }
}
