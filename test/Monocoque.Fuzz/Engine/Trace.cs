namespace Monocoque.Fuzz.Engine;

/// <summary>
/// What an input made happen, as the fuzzer's feedback: pairs of things that followed each other (events, kinds of errors, orders of magnitude). An input that shows
/// a new pair has been somewhere new.
/// </summary>
internal sealed class Trace
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private readonly HashSet<ulong> _features = [];
    private ulong _last;

    internal IReadOnlyCollection<ulong> Features => _features;

    /// <summary>One number for the whole way, to tell ways apart that have the same features in another order.</summary>
    internal ulong Signature { get; private set; } = Basis;

    internal void Clear()
    {
        _features.Clear();
        _last = 0;
        Signature = Basis;
    }

    /// <summary>Something happened, and it was about so large.</summary>
    internal void Add(string what, long size = 0)
    {
        var current = Basis;
        foreach (var c in what)
            current = (current ^ c) * Prime;
        var sized = (current ^ Magnitude(size)) * Prime;
        _features.Add((_last * Prime) ^ sized);
        Signature = (Signature ^ sized) * Prime;
        _last = current;
    }

    private static ulong Magnitude(long size) => size <= 2 ? (ulong)Math.Max(size, 0) : 3 + (ulong)long.Log2(size) / 2;
}
