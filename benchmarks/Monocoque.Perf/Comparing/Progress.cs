using System.Diagnostics;
using Monocoque.Perf.Scenarios;

namespace Monocoque.Perf.Comparing;

/// <summary>A line on standard error for each run: where we are, what came out, how long it will still take.</summary>
internal sealed class Progress(ComparisonOptions options)
{
    private readonly int _total = options.Rounds * options.Scenarios.Sum(scenario => options.Contestants.Count(scenario.Suits));
    private readonly long _begin = Stopwatch.GetTimestamp();
    private int _done;

    internal void Say(Scenario scenario, Run run)
    {
        if (run.Rejected is null)
            _done++;
        var left = _done == 0 ? "" : $", {Stopwatch.GetElapsedTime(_begin) / _done * (_total - _done):m\\:ss} left";
        var result = run.Rejected is { } reason
            ? $"rejected, {reason}"
            : string.Join(", ",
                from metric in scenario.Metrics
                where run.Values.ContainsKey(metric.Key)
                select $"{metric.Title} {Figure.Format(run.Values[metric.Key])}");
        Console.Error.WriteLine($"[{_done}/{_total}{left}] {scenario.Name} {run.Round}/{options.Rounds} {run.Arm}: {result}");
    }
}
