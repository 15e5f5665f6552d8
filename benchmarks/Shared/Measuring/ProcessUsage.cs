namespace Monocoque.Benchmarking;

/// <summary>What a process has used so far.</summary>
internal sealed class ProcessUsage
{
    private readonly Dictionary<int, long> _switchesByThread = [];

    private ProcessUsage(TimeSpan processor) => Processor = processor;

    /// <summary>Time on processors, in user and in kernel mode, of all threads.</summary>
    internal TimeSpan Processor { get; }

    internal static ProcessUsage Read(int processId)
    {
        var stat = ProcFile.StatFields($"/proc/{processId}/stat");
        var usage = new ProcessUsage(ProcFile.Tick * (ProcFile.Number(stat[11]) + ProcFile.Number(stat[12])));
        // The status file of the process counts only its first thread.
        foreach (var directory in Directory.GetDirectories($"/proc/{processId}/task"))
            usage.AddThread(directory);
        return usage;
    }

    /// <summary>Bytes of memory that are present.</summary>
    internal static long ReadResidentBytes(int processId) => ProcFile.Value($"/proc/{processId}/status", "VmRSS") * 1024;

    /// <summary>Context switches, voluntary or not, since then, of the threads that still run.</summary>
    internal long SwitchesSince(ProcessUsage earlier) => _switchesByThread.Sum(thread => thread.Value - earlier._switchesByThread.GetValueOrDefault(thread.Key));

    private void AddThread(string directory)
    {
        try
        {
            var status = Path.Combine(directory, "status");
            _switchesByThread[(int)ProcFile.Number(Path.GetFileName(directory))] =
                ProcFile.Value(status, "voluntary_ctxt_switches") + ProcFile.Value(status, "nonvoluntary_ctxt_switches");
        }
        catch (IOException)
        {
            // The thread has ended meanwhile.
        }
    }
}
