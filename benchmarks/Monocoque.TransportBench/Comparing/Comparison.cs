using Monocoque.TransportBench.Reporting;
using Monocoque.TransportBench.Scenarios;

namespace Monocoque.TransportBench.Comparing;

/// <summary>
/// The command <c>compare</c>: for each scenario, rounds in which the arms take turns (A B A B), so that what changes on the machine over time meets all of them.
/// </summary>
internal static class Comparison
{
    /// <returns>0, or 1 if runs were rejected.</returns>
    internal static async Task<int> RunAsync(ComparisonOptions options)
    {
        await Conditions.RequireAsync(options.Scenarios.Select(static scenario => scenario.Tool).OfType<ExternalTool>().Distinct(), options.Force);
        var machine = Machine.Read();
        var runner = new Runner(options);
        var runs = new List<Run>();
        await Console.Out.WriteLineAsync(MarkdownReport.Head(machine, options));
        foreach (var scenario in options.Scenarios)
        {
            var ofScenario = await RunScenarioAsync(runner, scenario, options);
            runs.AddRange(ofScenario);
            await Console.Out.WriteLineAsync(MarkdownReport.Table(scenario, options.Arms, ofScenario));
            // After each scenario: what is measured is kept when the rest is interrupted.
            JsonReport.Write(options, machine, runs);
        }
        await Console.Error.WriteLineAsync($"Every run: {Path.GetFullPath(options.Out)}");
        return runs.Exists(static run => run.Rejected is not null) ? 1 : 0;
    }

    private static async Task<List<Run>> RunScenarioAsync(Runner runner, Scenario scenario, ComparisonOptions options)
    {
        var runs = new List<Run>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var arm in options.Arms)
            {
                var run = await runner.RunAsync(scenario, round, arm);
                runs.Add(run);
                await Console.Error.WriteLineAsync($"{scenario.Name} {round}/{options.Rounds} {arm.Name}: {MarkdownReport.Line(scenario, run)}");
            }
        }
        return runs;
    }
}
