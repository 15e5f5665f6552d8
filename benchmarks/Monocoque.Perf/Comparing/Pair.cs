using Monocoque.Perf.Tools;

namespace Monocoque.Perf.Comparing;

/// <summary>What both ends of the same traffic measured, each in a process of its own or both in one.</summary>
/// <param name="Local">The binding end.</param>
/// <param name="Remote">The connecting end; the same as <paramref name="Local"/> if both are one process.</param>
internal sealed record Pair(ToolReport Local, ToolReport Remote)
{
    /// <summary>Starts both ends, lets them measure, and stops them. Neither stops before both have measured.</summary>
    internal static async Task<Pair> RunAsync(Contestant contestant, Traffic traffic, TimeSpan warmUp, TimeSpan seconds)
    {
        await using var local = WorkerProcess.Start(contestant.Local(traffic.LocalCommand(warmUp, seconds)));
        var address = await local.ReadAddressAsync();
        if (traffic.RemoteRole is null)
        {
            var report = await local.ReadReportAsync(warmUp + seconds);
            return new Pair(report, report);
        }
        await using var remote = WorkerProcess.Start(contestant.Remote(traffic.RemoteCommand(address, warmUp, seconds)));
        var reports = await Task.WhenAll(local.ReadReportAsync(warmUp + seconds), remote.ReadReportAsync(warmUp + seconds));
        return new Pair(reports[0], reports[1]);
    }

    /// <summary>The same, and has the system calls of both ends counted meanwhile.</summary>
    /// <returns>Calls per message of the binding and of the connecting end.</returns>
    internal static async Task<(double Local, double Remote)> CountSystemCallsAsync(
        Contestant contestant, Traffic traffic, TimeSpan warmUp, TimeSpan seconds)
    {
        await using var local = WorkerProcess.Start(contestant.Local(traffic.LocalCommand(warmUp, seconds)));
        var address = await local.ReadAddressAsync();
        await using var remote = WorkerProcess.Start(contestant.Remote(traffic.RemoteCommand(address, warmUp, seconds)));
        await Task.Delay(warmUp);
        var counts = await Task.WhenAll(SystemCalls.CountAsync(local.Id, seconds), SystemCalls.CountAsync(remote.Id, seconds));
        var reports = await Task.WhenAll(local.ReadReportAsync(seconds), remote.ReadReportAsync(seconds));
        return (counts[0] / reports[0].Rate, counts[1] / reports[1].Rate);
    }
}
