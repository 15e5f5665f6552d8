using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Report;

/// <summary>What came of one case of one test.</summary>
internal sealed record Result(string Entry, string Test, Pairing Pairing, Wire Wire, bool HasPassed)
{
    /// <summary>Which case it is.</summary>
    internal string Key => $"{Entry}\t{Test}\t{Pairing}\t{Wire}";

    internal string ToLine() => $"{Key}\t{(HasPassed ? "passed" : "failed")}";

    internal static Result Parse(string line)
    {
        var parts = line.Split('\t');
        return new Result(parts[0], parts[1], Enum.Parse<Pairing>(parts[2]), Enum.Parse<Wire>(parts[3]), parts[4] == "passed");
    }
}
