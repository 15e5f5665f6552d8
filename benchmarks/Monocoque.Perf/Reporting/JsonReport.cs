namespace Monocoque.Perf.Reporting;

/// <summary>The JSON file of a comparison.</summary>
internal static class JsonReport
{
    internal static void Write(string path, ReportHead head, IReadOnlyList<Run> runs)
    {
        var options = head.Options;
        var (seconds, warmUp) = (options.Seconds.TotalSeconds, options.WarmUp.TotalSeconds);
        JsonFile.Write(path, new Document(head.Machine, head.LibZmq, options.Force, options.Rounds, seconds, warmUp, runs));
    }

    private sealed record Document(
        Machine Machine, string LibZmq, bool Forced, int Rounds, double Seconds, double WarmUpSeconds, IReadOnlyList<Run> Runs);
}
