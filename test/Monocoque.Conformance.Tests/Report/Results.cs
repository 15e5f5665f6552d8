using System.Collections.Concurrent;

namespace Monocoque.Conformance.Report;

/// <summary>
/// The results of all runs since the tests were built, one file per transport beside the tests: a line per case, with entry, test, pairing,
/// wire and outcome. A run replaces the lines of what it ran, so that single tests can be run again.
/// </summary>
internal static class Results
{
    internal static readonly string[] Transports = ["sockets", "io_uring"];

    private static readonly ConcurrentQueue<Result> s_results = [];

    internal static void Add(Result result) => s_results.Enqueue(result);

    /// <summary>Writes down what this run has brought.</summary>
    internal static void Save()
    {
        if (s_results.IsEmpty)
            return;
        var transport = Environment.GetEnvironmentVariable("MONOCOQUE_TEST_TRANSPORT") is { Length: > 0 } name ? name : Transports[0];
        var lines = Load(transport).ToDictionary(static result => result.Key);
        foreach (var result in s_results)
            lines[result.Key] = result;
        File.WriteAllLines(FileOf(transport), lines.Values.Select(static result => result.ToLine()).Order(StringComparer.Ordinal));
    }

    internal static IReadOnlyList<Result> Load(string transport) =>
        File.Exists(FileOf(transport)) ? [.. File.ReadAllLines(FileOf(transport)).Select(Result.Parse)] : [];

    private static string FileOf(string transport) => Path.Combine(AppContext.BaseDirectory, $"conformance-{transport}.tsv");
}
