using System.Globalization;
using System.Text;
using Monocoque.Perf.Comparing;
using Monocoque.Perf.Scenarios;

namespace Monocoque.Perf.Reporting;

/// <summary>One table with everything, under a heading that says where the figures come from.</summary>
internal static class MarkdownTable
{
    internal static string Create(ReportHead head, IReadOnlyList<Run> runs)
    {
        var options = head.Options;
        var text = new StringBuilder(Head(head)).AppendLine();
        AddLine(text, "", "", options.Contestants.Select(static contestant => contestant.Title));
        AddLine(text, "---", "---", options.Contestants.Select(static _ => "---:"));
        foreach (var scenario in options.Scenarios)
        {
            var title = scenario.Title;
            // Some are measured only when asked for.
            foreach (var metric in scenario.Metrics.Where(metric => IsMeasured(scenario, metric, runs)))
            {
                AddLine(text, title, metric.Title, options.Contestants.Select(contestant => Cell(scenario, metric, contestant, runs)));
                title = "";
            }
        }
        foreach (var run in runs.Where(static run => run.Rejected is not null))
            text.Append(CultureInfo.InvariantCulture, $"\nRejected: {run.Scenario}, {run.Arm}, round {run.Round}: {run.Rejected}\n");
        return text.ToString();
    }

    private static bool IsMeasured(Scenario scenario, Metric metric, IReadOnlyList<Run> runs) =>
        runs.Any(run => run.Scenario == scenario.Name && run.Values.ContainsKey(metric.Key));

    private static void AddLine(StringBuilder text, string title, string metric, IEnumerable<string> cells) =>
        text.Append(CultureInfo.InvariantCulture, $"| {title} | {metric} | {string.Join(" | ", cells)} |\n");

    private static string Head(ReportHead head)
    {
        var (machine, options) = (head.Machine, head.Options);
        return string.Create(CultureInfo.InvariantCulture, $"""
            {machine.Date:yyyy-MM-dd HH:mm} UTC, commit {machine.Commit}{(machine.Dirty ? " with changes" : "")}, libzmq {head.LibZmq},
            Linux {machine.Kernel}, {machine.Runtime}, {machine.Cores} × {machine.Cpu}, load average {machine.LoadAverage:0.00} before the first run.
            {options.Rounds} rounds of {options.Seconds.TotalSeconds} s after {options.WarmUp.TotalSeconds} s of warm-up.
            Median (least–most) and ratio to {ContestantCatalog.LibZmq.Title}.
            {(options.Force ? "Forced: other programs may have had a part in these figures." : "No run with other programs on the machine counts.")}

            """);
    }

    private static string Cell(Scenario scenario, Metric metric, Contestant contestant, IReadOnlyList<Run> runs)
    {
        if (runs.SpreadOf(scenario.Name, contestant.Name, metric.Key) is not { } spread)
            return "–";
        var cell = Figure.Format(spread);
        var baseline = runs.SpreadOf(scenario.Name, ContestantCatalog.LibZmq.Name, metric.Key)?.Median;
        return contestant != ContestantCatalog.LibZmq && baseline > 0
            ? $"{cell} {Figure.FormatRatio(spread.Median / baseline.Value)}"
            : cell;
    }
}
