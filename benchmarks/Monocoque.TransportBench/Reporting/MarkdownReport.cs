using System.Globalization;
using System.Text;
using Monocoque.TransportBench.Arms;
using Monocoque.TransportBench.Comparing;
using Monocoque.TransportBench.Scenarios;

namespace Monocoque.TransportBench.Reporting;

/// <summary>A heading that says where the figures come from, and a table for each scenario.</summary>
internal static class MarkdownReport
{
    internal static string Head(Machine machine, ComparisonOptions options)
    {
        var forced = options.Force ? " Forced: other programs may have had a part in these figures." : "";
        return string.Create(CultureInfo.InvariantCulture, $"""
            {machine.Date:yyyy-MM-dd HH:mm} UTC, commit {machine.Commit}{(machine.Dirty ? " with changes" : "")}, Linux {machine.Kernel}, {machine.Runtime},
            {machine.Cores} × {machine.Cpu}, client on the same machine, load average {machine.LoadAverage:0.00} before the first run.
            {options.Rounds} rounds of {options.Seconds} s after {options.WarmUpSeconds} s of warm-up.
            Median (least–most) and ratio to {ArmCatalog.Baseline.Title}; of a shared port to the same transport without.{forced}

            """);
    }

    internal static string Table(Scenario scenario, IReadOnlyList<Arm> arms, IReadOnlyList<Run> runs)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {scenario.Title}\n\n|  | {string.Join(" | ", scenario.Metrics.Select(static metric => metric.Title))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"|---{string.Concat(Enumerable.Repeat("|---:", scenario.Metrics.Count))}|\n");
        foreach (var arm in arms)
            text.Append(CultureInfo.InvariantCulture, $"| {arm.Title} | {string.Join(" | ", scenario.Metrics.Select(metric => Cell(metric, arm, runs)))} |\n");
        foreach (var run in runs.Where(static run => run.Rejected is not null))
            text.Append(CultureInfo.InvariantCulture, $"\nRejected: {run.Arm}, round {run.Round}: {run.Rejected}\n");
        return text.ToString();
    }

    /// <summary>One run for whoever waits.</summary>
    internal static string Line(Scenario scenario, Run run) => run.Rejected is { } reason
        ? $"rejected, {reason}"
        : string.Join(", ", scenario.Metrics.Select(metric => $"{metric.Title} {Figure.Format(run.Values[metric.Key])}"));

    private static string Cell(Metric metric, Arm arm, IReadOnlyList<Run> runs)
    {
        if (SpreadOf(metric, arm, runs) is not { } spread)
            return "–";
        var cell = Figure.Format(spread);
        var other = arm.ComparedTo ?? ArmCatalog.Baseline;
        return arm != other && SpreadOf(metric, other, runs) is { Median: > 0 } baseline
            ? $"{cell} {Figure.FormatRatio(spread.Median / baseline.Median)}"
            : cell;
    }

    private static Spread? SpreadOf(Metric metric, Arm arm, IReadOnlyList<Run> runs)
    {
        double[] values = [.. runs.Where(run => run.Arm == arm.Name && run.Rejected is null).Select(run => run.Values[metric.Key])];
        return values.Length > 0 ? Spread.Of(values) : null;
    }
}
