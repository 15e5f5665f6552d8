using Monocoque.Perf.Comparing;

namespace Monocoque.Perf.Reporting;

/// <summary>The charts.</summary>
internal static class ChartCatalog
{
    private static readonly Contestant[] s_ours = [ContestantCatalog.IoUring, ContestantCatalog.Sockets];
    private static readonly Contestant[] s_three = [ContestantCatalog.LibZmq, .. s_ours];
    private static readonly (string Label, string Scenario)[] s_sizes =
    [
        ("16 B", "push-16"), ("64 B", "push-64"), ("256 B", "push-256"), ("1 KB", "push-1k"), ("8 KB", "push-8k"), ("64 KB", "push-64k"),
        ("1 MB", "push-1m"),
    ];

    private static readonly (string Label, string Scenario, string Key)[] s_roundTrips =
        [("p50", "req-64", "p50"), ("p99", "req-64", "p99"), ("spin p50", "req-spin", "p50"), ("spin p99", "req-spin", "p99")];

    internal static IReadOnlyList<Chart> All { get; } =
    [
        new("push-pull.svg", "PUSH→PULL, messages/s, times libzmq (more is better)", Sizes("rate"), s_ours, AsRatio: true),
        new("push-cpu.svg", "PUSH, CPU per message, times libzmq (less is better)", Sizes("sendCpu"), s_ours, AsRatio: true),
        new("pull-cpu.svg", "PULL, CPU per message, times libzmq (less is better)", Sizes("receiveCpu"), s_ours, AsRatio: true),
        new("req-rep.svg", "REQ/REP 64 B, one-way µs (less is better)", s_roundTrips, s_three, AsRatio: false),
    ];

    private static (string Label, string Scenario, string Key)[] Sizes(string key) =>
        [.. s_sizes.Select(size => (size.Label, size.Scenario, key))];
}
