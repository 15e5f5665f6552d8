using System.Globalization;

namespace Monocoque.Fuzz.Engine;

/// <summary>What a run of a target came to.</summary>
internal sealed record FuzzReport(string Target, TimeSpan Duration, long Executions, int Corpus, int Features, int Signatures, int Findings)
{
    internal static string Header => "| Target | Seconds | Executions | Corpus | Features | Signatures | Findings |\n|---|---:|---:|---:|---:|---:|---:|";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Target} | {Duration.TotalSeconds:F0} | {Executions:N0} | {Corpus} | {Features:N0} | {Signatures:N0} | {Findings} |");
}
