namespace Monocoque.Conformance.Catalogue;

/// <summary>A behaviour that is to be proved.</summary>
/// <param name="Id">Its name in the tests and in the document.</param>
/// <param name="Summary">What it says, in one line.</param>
internal sealed record Entry(string Id, string Summary)
{
    /// <summary>For <see cref="Pending"/>.</summary>
    internal const string NotWritten = "its test is not written yet";

    /// <summary>Why it has no test and will have none.</summary>
    internal string? NotApplicable { get; init; }

    /// <summary>Why it has no test yet.</summary>
    internal string? Pending { get; init; }

    /// <summary>What to know about its tests: a pairing that cannot be, or where libzmq does otherwise.</summary>
    internal string? Note { get; init; }
}
