namespace Monocoque.Perf.Reporting;

/// <summary>Looks into the runs that count.</summary>
internal static class RunValues
{
    /// <summary>The rounds of one value; <see langword="null"/> where it was not measured.</summary>
    internal static Spread? SpreadOf(this IEnumerable<Run> runs, string scenario, string arm, string key)
    {
        double[] values =
        [
            .. from run in runs
               where run.Rejected is null && run.Scenario == scenario && run.Arm == arm && run.Values.ContainsKey(key)
               select run.Values[key],
        ];
        return values.Length > 0 ? Spread.Of(values) : null;
    }
}
