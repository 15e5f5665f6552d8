using Monocoque.Perf.Reporting;

namespace Monocoque.Perf.Comparing;

/// <summary>Where the results go. Figures for others to read must be whole and undisturbed.</summary>
internal static class Publication
{
    internal const string Public = "docs/performance";

    internal const string Private = "artifacts/perf";

    internal static void Write(ReportHead head, IReadOnlyList<Run> runs)
    {
        var obstacle = FindObstacle(head.Options, runs);
        var directory = Path.Combine(FindRepository(), head.Options.Out ?? (obstacle is null ? Public : Private));
        Directory.CreateDirectory(directory);
        var table = MarkdownTable.Create(head, runs);
        File.WriteAllText(Path.Combine(directory, "zeromq.md"), table);
        JsonReport.Write(Path.Combine(directory, "zeromq.json"), head, runs);
        foreach (var chart in ChartCatalog.All)
            chart.Write(directory, runs);

        Console.Out.WriteLine(table);
        if (obstacle is not null)
            Console.Error.WriteLine($"Not for publication: {obstacle}.");
        Console.Error.WriteLine($"Table, charts and JSON: {directory}");
    }

    private static string? FindObstacle(ComparisonOptions options, IReadOnlyList<Run> runs)
    {
        if (!options.IsWhole)
            return $"not all scenarios and arms, in {ComparisonOptions.LeastPublishedRounds} rounds, verified, and without --force";
        foreach (var scenario in options.Scenarios)
        {
            foreach (var contestant in options.Contestants.Where(scenario.Suits))
            {
                var counting = runs.Count(run => run is { Round: > 0, Rejected: null } && run.Scenario == scenario.Name && run.Arm == contestant.Name);
                if (counting < options.Rounds)
                    return $"{scenario.Name} {contestant.Name} has fewer than {options.Rounds} runs that count";
            }
        }
        return null;
    }

    /// <summary>The root of the repository that this program was built in, or else where it was started.</summary>
    private static string FindRepository()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Monocoque.AspNetCore.sln")))
                return directory.FullName;
        }
        return Environment.CurrentDirectory;
    }
}
