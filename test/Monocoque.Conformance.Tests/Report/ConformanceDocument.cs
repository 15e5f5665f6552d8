using System.Text;
using Monocoque.Conformance.Catalogue;
using Monocoque.Conformance.Support;
using Monocoque.Shared;

namespace Monocoque.Conformance.Report;

/// <summary><c>docs/conformance.md</c>: the catalogue with what came of it.</summary>
internal static class ConformanceDocument
{
    internal const string UpdateVariable = "MONOCOQUE_UPDATE_CONFORMANCE";

    private static readonly Pairing[] s_pairs = [Pairing.UsUs, Pairing.UsLibZmq, Pairing.LibZmqUs];
    private static readonly Pairing[] s_own = [Pairing.UsOctets, Pairing.Us];

    internal static bool IsUpdating => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    internal static string File { get; } = Path.Combine(RepositoryRoot.Path, "docs", "conformance.md");

    /// <summary>Writes the document from the results of the runs since the tests were built.</summary>
    internal static void Update() => System.IO.File.WriteAllText(File, Render([.. Results.Transports.Select(Results.Load)]));

    /// <summary>The document as it is when every case passes on every transport.</summary>
    internal static string RenderIdeal() => Render([.. Results.Transports.Select(static _ => DeclaredTests.All)]);

    private static string Render(IReadOnlyList<IReadOnlyList<Result>> runs)
    {
        var passed = runs.Select(static run => KeysOfPassed(run)).ToList();
        var text = new StringBuilder(Introduction);
        foreach (var section in Entries.Sections)
        {
            text.Append($"\n## {section.Title}\n\n{Head}");
            foreach (var entry in section.Entries)
                text.Append(RenderEntry(entry, passed));
        }
        return text.ToString();
    }

    private static HashSet<string> KeysOfPassed(IEnumerable<Result> run) =>
        [.. run.Where(static result => result.HasPassed).Select(static result => result.Key)];

    private static string RenderEntry(Entry entry, List<HashSet<string>> passed)
    {
        var cases = DeclaredTests.All.Where(one => one.Entry == entry.Id).ToList();
        var cells = string.Join(" | ", s_pairs.Select(pairing => RenderWires(cases, pairing)));
        return $"| {entry.Id} | {entry.Summary} | {cells} | {RenderOwn(cases)} | {RenderResult(entry, cases, passed)} |\n";
    }

    private static string RenderWires(List<Result> cases, Pairing pairing)
    {
        var wires = cases.Where(one => one.Pairing == pairing).Select(one => one.Wire).Distinct().Order();
        return OrDash(wires.Select(static wire => wire.Name));
    }

    private static string RenderOwn(List<Result> cases)
    {
        var own = s_own.Where(pairing => cases.Any(one => one.Pairing == pairing));
        return OrDash(own.Select(static pairing => pairing.Name));
    }

    private static string OrDash(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } text ? text : "–";

    private static string RenderResult(Entry entry, List<Result> cases, List<HashSet<string>> passed)
    {
        var failures = cases.Where(one => !passed.All(run => run.Contains(one.Key)))
            .Select(static one => $"{one.Test} {one.Pairing.Name} {one.Wire.Name}".Trim())
            .ToList();
        var result = entry switch
        {
            { Pending: { } reason } => $"pending: {reason}",
            { NotApplicable: { } reason } => $"not applicable: {reason}",
            _ when failures.Count > 0 => $"**FAILS or was not run**: {string.Join(", ", failures)}",
            _ => $"passes ({cases.Count})",
        };
        return entry.Note is { } note ? $"{result}. {note}" : result;
    }

    private const string Head = """
        | Entry | What it says | us-us | us-libzmq | libzmq-us | Ours only | Result |
        |---|---|---|---|---|---|---|

        """;

    private const string Introduction = """
        # Conformance

        The behaviours that libzmq's own tests, its unit tests and the tests of its peers ask of an implementation, and what came of
        each here. The tests are in `test/Monocoque.Conformance.Tests`; they run on Kestrel's Sockets transport and again on io_uring,
        and a result holds for both. A run with `MONOCOQUE_UPDATE_CONFORMANCE=1` on each transport makes this file, and a test compares
        it with the tests there are.

        us-us is ours against ours, us-libzmq our behaviour with libzmq as the partner, libzmq-us libzmq's behaviour with ours as the
        partner. *octets* is a peer whose every octet the test writes or reads; *alone* is what needs no peer. The number after *passes*
        is how many cases ran on each transport.

        """;
}
