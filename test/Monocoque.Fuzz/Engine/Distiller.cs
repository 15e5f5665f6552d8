namespace Monocoque.Fuzz.Engine;

/// <summary>Makes a corpus as small as it can be while it still goes everywhere. What broke something stays whatever else goes there.</summary>
internal static class Distiller
{
    internal static void Distill(FuzzTarget target, Corpus corpus)
    {
        var ways = corpus.Inputs.Select(input => (Input: input, Features: FeaturesOf(target, input))).ToArray();
        var seen = new HashSet<ulong>();
        foreach (var (input, features) in ways.OrderByDescending(static way => way.Features.Length).ThenBy(static way => way.Input.Length))
        {
            if (seen.IsSupersetOf(features))
                corpus.Remove(input);
            else
                seen.UnionWith(features);
        }
    }

    private static ulong[] FeaturesOf(FuzzTarget target, byte[] input)
    {
        var trace = new Trace();
        target.Run(input, trace);
        return [.. trace.Features];
    }
}
