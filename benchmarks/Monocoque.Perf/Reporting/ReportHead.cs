using Monocoque.Perf.Comparing;

namespace Monocoque.Perf.Reporting;

/// <summary>Where and from what the figures come.</summary>
internal sealed record ReportHead(Machine Machine, string LibZmq, ComparisonOptions Options);
