using Monocoque.Perf.Comparing;

namespace Monocoque.Perf.Reporting;

/// <summary>A chart of some values of some scenarios.</summary>
/// <param name="File">Its name.</param>
/// <param name="Title">Its heading, with the unit.</param>
/// <param name="Groups">What stands side by side: label, scenario, key of the value.</param>
/// <param name="Contestants">A bar of each in each group.</param>
/// <param name="AsRatio">Times libzmq instead of the values themselves.</param>
internal sealed record Chart(
    string File,
    string Title,
    IReadOnlyList<(string Label, string Scenario, string Key)> Groups,
    IReadOnlyList<Contestant> Contestants,
    bool AsRatio)
{
    /// <summary>Writes it, if all of it was measured.</summary>
    internal void Write(string directory, IReadOnlyList<Run> runs)
    {
        double?[][] values =
            [.. Groups.Select(group => Contestants.Select(contestant => ValueOf(group.Scenario, group.Key, contestant, runs)).ToArray())];
        if (values.Any(static group => group.Contains(null)))
            return;
        var bars = new BarChart(
            Title,
            [.. Groups.Select(static group => group.Label)],
            [.. Contestants.Select(static contestant => contestant.Title)],
            [.. values.Select(static group => group.Select(static value => value!.Value).ToArray())],
            AsRatio ? 1 : null);
        System.IO.File.WriteAllText(Path.Combine(directory, File), bars.ToSvg());
    }

    private double? ValueOf(string scenario, string key, Contestant contestant, IReadOnlyList<Run> runs)
    {
        var value = runs.SpreadOf(scenario, contestant.Name, key)?.Median;
        return AsRatio ? value / runs.SpreadOf(scenario, ContestantCatalog.LibZmq.Name, key)?.Median : value;
    }
}
