namespace Monocoque.Transport.IoUring.Support;

/// <summary>How many descriptors the process has of what servers make. Assemblies that the runtime loads stay open, so files say nothing.</summary>
internal sealed class Descriptors
{
    private readonly Dictionary<string, int> _counts;

    private Descriptors(Dictionary<string, int> counts) => _counts = counts;

    /// <summary>Those of now, without what only waits for its finalizer.</summary>
    internal static Descriptors Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Now();
    }

    /// <summary>Waits until there are no more than there were.</summary>
    internal Task AssertBackAsync() => Eventually.TrueAsync(
        () => Now()._counts.All(kind => kind.Value <= _counts.GetValueOrDefault(kind.Key)),
        () => $"{this} became {Now()}.");

    public override string ToString() => string.Join(", ", _counts);

    private static Descriptors Now() => new(
        Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(KindOf).Where(kind => kind is "socket" or "[io_uring]" or "[eventfd]")
            .CountBy(kind => kind).ToDictionary(StringComparer.Ordinal));

    private static string KindOf(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget?.Split(':', 2) is [var kind, var rest] ? (kind == "anon_inode" ? rest : kind) : "";
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return "";
        }
    }
}
