namespace Monocoque.Benchmarking;

/// <summary>Memory that this process holds and does not need.</summary>
internal static class UnusedMemory
{
    /// <summary>Collects garbage and gives back to the system what it can.</summary>
    internal static void Release()
    {
        // Twice, because the first one only makes finalizable objects garbage.
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
