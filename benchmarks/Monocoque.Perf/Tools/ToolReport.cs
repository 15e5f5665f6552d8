using System.Globalization;
using System.Text.Json;

namespace Monocoque.Perf.Tools;

/// <summary>The line that a tool writes for the harness. The C programs write the same without the allocations.</summary>
/// <param name="Messages">Messages or round trips of the window.</param>
/// <param name="Seconds">Length of the window.</param>
/// <param name="CpuSeconds">Processor time of the process in the window.</param>
/// <param name="AllocatedBytes">Bytes of managed objects made in the window.</param>
/// <param name="P50">
/// Half of the messages took no longer one way, in microseconds; <see langword="null"/> where none is timed.
/// </param>
/// <param name="P99">So did 99 % of them.</param>
/// <param name="P999">So did 99.9 % of them.</param>
internal sealed record ToolReport(
    long Messages, double Seconds, double CpuSeconds, long? AllocatedBytes = null, double? P50 = null, double? P99 = null, double? P999 = null)
{
    /// <summary>What the line begins with.</summary>
    internal const string Mark = "report ";

    /// <summary>What the line with the address of a binding end begins with.</summary>
    internal const string Listening = "listening ";

    /// <summary>What the harness writes to have unused memory given back, and what a tool answers when it is.</summary>
    internal const string Collect = "collect";

    /// <inheritdoc cref="Collect"/>
    internal const string Collected = "collected";

    /// <summary>Messages or round trips per second.</summary>
    internal double Rate => Messages / Seconds;

    internal static ToolReport Of(WindowResult window, Latencies? oneWay) => new(
        window.Messages,
        window.Elapsed.TotalSeconds,
        window.Processor.TotalSeconds,
        window.AllocatedBytes,
        oneWay?.Percentile(0.5),
        oneWay?.Percentile(0.99),
        oneWay?.Percentile(0.999));

    internal static ToolReport Parse(string line) =>
        JsonSerializer.Deserialize<ToolReport>(line[Mark.Length..], JsonSerializerOptions.Web)!;

    internal string ToLine() => Mark + JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>For people.</summary>
    internal string ToDetails()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            processor time: {CpuSeconds * 1e9 / Messages:0.0} [ns/msg]
            allocated: {(double)(AllocatedBytes ?? 0) / Messages:0.000} [B/msg]
            """);
        return P50 is null
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text}{Environment.NewLine}one-way p50: {P50:0.0} p99: {P99:0.0} p99.9: {P999:0.0} [us]");
    }
}
