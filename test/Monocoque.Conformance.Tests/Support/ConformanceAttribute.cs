using System.Reflection;
using Monocoque.Conformance.Report;
using Xunit.Sdk;
using Xunit.v3;

namespace Monocoque.Conformance.Support;

/// <summary>
/// The theory proves an entry of the catalogue. It is given a <see cref="Pairing"/> and a <see cref="Wire"/>, once for each combination
/// that exists, and what comes of it goes into the report.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ConformanceAttribute(string entry) : DataAttribute, ITraitAttribute, IBeforeAfterTestAttribute
{
    /// <summary>Runs the tests without us, which shows whether it is the test that is wrong.</summary>
    private const string ControlVariable = "MONOCOQUE_CONFORMANCE_CONTROL";

    internal string Entry => entry;

    /// <summary>Who plays the two roles.</summary>
    public Pairing Pairings { get; init; } = Pairing.All;

    /// <summary>Over what they meet.</summary>
    public Wire Wires { get; init; } = Wire.All;

    /// <summary>Every combination that must pass.</summary>
    internal IEnumerable<(Pairing Pairing, Wire Wire)> Cases => CasesOf(Pairings.Each());

    private static bool IsControl => Environment.GetEnvironmentVariable(ControlVariable) == "1";

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var cases = IsControl ? CasesOf(Pairings.Control()) : Cases;
        return new([.. cases.Select(static one => new TheoryDataRow<Pairing, Wire>(one.Pairing, one.Wire))]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Entry", entry)];

    public void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
    }

    public void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (test.TestMethodArguments is not [Pairing pairing, Wire wire] || IsControl)
            return;
        var hasPassed = TestContext.Current.TestState?.Result == TestResult.Passed;
        Results.Add(new Result(entry, methodUnderTest.Name, pairing, wire, hasPassed));
    }

    private IEnumerable<(Pairing Pairing, Wire Wire)> CasesOf(IEnumerable<Pairing> pairings) =>
        pairings.SelectMany(pairing => Wires.Each(pairing).Select(wire => (pairing, wire)));
}
