namespace Monocoque.Testing;

/// <summary>
/// Cuts one input into pieces in many ways, because a transport may: whole, octet by octet, in every two parts, and at random.
/// A protocol reader must not be able to tell the difference.
/// </summary>
internal static class SplitReplay
{
    private const int RandomSplits = 32;
    private const int MostTwoPartSplits = 2048;

    /// <summary>Every way to cut an input of this length that is worth a try. The same seed gives the same random cuts.</summary>
    internal static IEnumerable<Split> Of(int length, int seed = 1)
    {
        yield return new Split("whole", [length]);
        yield return new Split("octet by octet", Enumerable.Range(1, length));
        var step = Math.Max(1, length / MostTwoPartSplits);
        for (var cut = 1; cut < length; cut += step)
            yield return new Split($"cut at {cut}", [cut, length]);
        var random = new Random(seed);
        for (var i = 0; i < RandomSplits; i++)
            yield return new Split($"random {i} of seed {seed}", AtRandom(length, random));
    }

    private static List<int> AtRandom(int length, Random random)
    {
        var ends = new List<int>();
        var end = 0;
        while (end < length)
        {
            end = Math.Min(length, end + random.Next(1, 2 + length / random.Next(1, 16)));
            ends.Add(end);
        }
        return ends;
    }
}

/// <summary>One way to cut an input: where each piece ends.</summary>
internal sealed record Split(string Name, IEnumerable<int> Ends)
{
    /// <summary>The pieces, in order.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> input)
    {
        var start = 0;
        foreach (var end in Ends)
        {
            yield return input[start..end];
            start = end;
        }
    }

    public override string ToString() => Name;
}
