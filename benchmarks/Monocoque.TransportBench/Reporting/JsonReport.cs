using System.Text.Encodings.Web;
using System.Text.Json;
using Monocoque.TransportBench.Comparing;
using Monocoque.TransportBench.Measuring;

namespace Monocoque.TransportBench.Reporting;

/// <summary>Every run with every value, for whoever wants to reckon again.</summary>
internal static class JsonReport
{
    // Units have a µ in them, and the file is read by people.
    private static readonly JsonSerializerOptions s_format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(ComparisonOptions options, Machine machine, IReadOnlyList<Run> runs)
    {
        var path = Path.GetFullPath(options.Out);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var document = new Document(machine, options.Force, options.Rounds, options.Seconds, options.WarmUpSeconds, options.IdleConnections, runs);
        File.WriteAllText(path, JsonSerializer.Serialize(document, s_format));
    }

    private sealed record Document(Machine Machine, bool Forced, int Rounds, int Seconds, int WarmUpSeconds, int IdleConnections, IReadOnlyList<Run> Runs);
}
