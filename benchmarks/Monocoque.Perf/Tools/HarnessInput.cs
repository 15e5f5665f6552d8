namespace Monocoque.Perf.Tools;

/// <summary>Obeys the harness. The end of the input ends the process, so none outlives its harness.</summary>
internal static class HarnessInput
{
    /// <summary>Reads on a thread of its own, not on one of the pool, which belongs to what is measured.</summary>
    internal static void Watch() => new Thread(Read) { IsBackground = true }.Start();

    private static void Read()
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (line != ToolReport.Collect)
                continue;
            UnusedMemory.Release();
            Console.Out.WriteLine(ToolReport.Collected);
        }
        Environment.Exit(0);
    }
}
