namespace Monocoque.Benchmarking;

/// <summary>What the machine, and this process with its ended children, have used so far.</summary>
/// <param name="Busy">Time that programs had on any processor; without interrupts, which belong to nobody.</param>
/// <param name="Stolen">Time that the hypervisor gave to other guests.</param>
/// <param name="Own">Time of this process and of its children that have ended.</param>
internal readonly record struct SystemUsage(TimeSpan Busy, TimeSpan Stolen, TimeSpan Own)
{
    internal static SystemUsage Read()
    {
        // cpu user nice system idle iowait irq softirq steal
        var cpu = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var own = ProcFile.StatFields("/proc/self/stat");
        return new SystemUsage(Sum(cpu, 1, 2, 3), Sum(cpu, 8), Sum(own, 11, 12, 13, 14));
    }

    private static TimeSpan Sum(string[] fields, params ReadOnlySpan<int> indexes)
    {
        var ticks = 0L;
        foreach (var index in indexes)
            ticks += ProcFile.Number(fields[index]);
        return ProcFile.Tick * ticks;
    }
}
