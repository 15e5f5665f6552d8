using Monocoque.Perf.Scenarios;

namespace Monocoque.Perf.Comparing;

/// <summary>What the command line of <c>compare</c> asks for.</summary>
internal sealed record ComparisonOptions
{
    /// <summary>Fewer rounds are for looking, not for publishing.</summary>
    internal const int LeastPublishedRounds = 5;

    internal static string Usage { get; } = $"""
        Usage: dotnet run -c Release --project benchmarks/Monocoque.Perf -- compare [options]

          --rounds N      rounds per scenario; each starts every program afresh, in turn (5)
          --seconds S     length of a measurement (2)
          --warmup S      seconds of the same traffic before each (1)
          --only NAME...  these scenarios; a part before a dash means all that begin with it
          --arms NAME,... these arms, in this order (libzmq, io_uring, sockets, raw)
          --out DIR       where the table, the charts and the JSON file go: {Publication.Public} if the figures
                          may be published, else {Publication.Private}
          --syscalls      also counts system calls, with perf, in a run of their own per arm
          --skip-verify   does not check contents and order of the messages before
          --force         measures although other programs use the machine, or in a Debug build

          Scenarios: {string.Join(", ", ScenarioCatalog.Names)}
          Arms: {string.Join(", ", ContestantCatalog.Names)}
        """;

    internal int Rounds { get; private set; } = LeastPublishedRounds;

    internal TimeSpan Seconds { get; private set; } = TimeSpan.FromSeconds(2);

    internal TimeSpan WarmUp { get; private set; } = TimeSpan.FromSeconds(1);

    internal string? Out { get; private set; }

    internal bool CountSystemCalls { get; private set; }

    internal bool SkipVerify { get; private set; }

    internal bool Force { get; private set; }

    internal IReadOnlyList<Contestant> Contestants { get; private set; } = ContestantCatalog.Default;

    internal IReadOnlyList<Scenario> Scenarios { get; private set; } = ScenarioCatalog.All;

    /// <summary>Everything, often enough, checked, and alone on the machine.</summary>
    internal bool IsWhole =>
        !Force && !SkipVerify && Rounds >= LeastPublishedRounds
        && Scenarios.Count == ScenarioCatalog.All.Count && ContestantCatalog.Default.All(Contestants.Contains);

    internal static ComparisonOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new ComparisonOptions();
        CommandLine.Read(arguments, options.Set);
        return options;
    }

    private void Set(string name, string[] values)
    {
        switch (name)
        {
            case "--rounds": Rounds = CommandLine.Number(name, values); break;
            case "--seconds": Seconds = TimeSpan.FromSeconds(CommandLine.Seconds(name, values)); break;
            case "--warmup": WarmUp = TimeSpan.FromSeconds(CommandLine.Seconds(name, values)); break;
            case "--only": Scenarios = [.. CommandLine.Several(name, values).SelectMany(ScenarioCatalog.Select).Distinct()]; break;
            case "--arms": Contestants = [.. CommandLine.Several(name, values).Distinct().Select(ContestantCatalog.Get)]; break;
            case "--out": Out = CommandLine.Single(name, values); break;
            case "--syscalls" when values.Length == 0: CountSystemCalls = true; break;
            case "--skip-verify" when values.Length == 0: SkipVerify = true; break;
            case "--force" when values.Length == 0: Force = true; break;
            default: throw new BenchException($"Unknown option: {name} {string.Join(' ', values)}{Environment.NewLine}{Usage}");
        }
    }
}
