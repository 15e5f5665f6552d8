using Monocoque.TransportBench.Comparing;

namespace Monocoque.TransportBench.Reporting;

/// <summary>The JSON file of a comparison.</summary>
internal static class JsonReport
{
    internal static void Write(ComparisonOptions options, Machine machine, IReadOnlyList<Run> runs) => JsonFile.Write(
        options.Out, new Document(machine, options.Force, options.Rounds, options.Seconds, options.WarmUpSeconds, options.IdleConnections, runs));

    private sealed record Document(Machine Machine, bool Forced, int Rounds, int Seconds, int WarmUpSeconds, int IdleConnections, IReadOnlyList<Run> Runs);
}
