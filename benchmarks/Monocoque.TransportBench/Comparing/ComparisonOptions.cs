using Monocoque.TransportBench.Arms;
using Monocoque.TransportBench.Scenarios;

namespace Monocoque.TransportBench.Comparing;

/// <summary>What the command line asks for.</summary>
internal sealed record ComparisonOptions
{
    internal static string Usage { get; } = $"""
        Usage: dotnet run -c Release --project benchmarks/Monocoque.TransportBench -- compare [options]

          --rounds N             rounds per scenario; each starts every server afresh, in turn (5)
          --seconds N            length of a measurement (5)
          --warmup N             seconds of the same traffic before each (2)
          --only NAME...         these scenarios; a part before a dash means all that begin with it
          --arms NAME,...        these arms, in this order (the transports, without the shared ports)
          --idle-connections N   connections of the idle scenarios (10000)
          --out FILE             the JSON file with every run (artifacts/transport-bench.json)
          --force                measures although other programs use the machine, or in a Debug build

          Scenarios: {string.Join(", ", ScenarioCatalog.Names)}
          Arms: {string.Join(", ", ArmCatalog.Names)}
        """;

    internal int Rounds { get; private set; } = 5;

    internal int Seconds { get; private set; } = 5;

    internal int WarmUpSeconds { get; private set; } = 2;

    internal int IdleConnections { get; private set; } = 10_000;

    internal string Out { get; private set; } = Path.Combine("artifacts", "transport-bench.json");

    internal bool Force { get; private set; }

    internal IReadOnlyList<Arm> Arms { get; private set; } = ArmCatalog.Transports;

    internal IReadOnlyList<Scenario> Scenarios { get; private set; } = ScenarioCatalog.All;

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
            case "--seconds": Seconds = CommandLine.Number(name, values); break;
            case "--warmup": WarmUpSeconds = CommandLine.Number(name, values); break;
            case "--idle-connections": IdleConnections = CommandLine.Number(name, values); break;
            case "--out": Out = CommandLine.Single(name, values); break;
            case "--force" when values.Length == 0: Force = true; break;
            case "--only": Scenarios = [.. CommandLine.Several(name, values).SelectMany(ScenarioCatalog.Select).Distinct()]; break;
            case "--arms": Arms = [.. CommandLine.Several(name, values).Distinct().Select(ArmCatalog.Get)]; break;
            default: throw new BenchException($"Unknown option: {name} {string.Join(' ', values)}{Environment.NewLine}{Usage}");
        }
    }
}
