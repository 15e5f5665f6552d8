using System.Globalization;

namespace Monocoque.Benchmarking;

/// <summary>The load average of the last minute, and what it says before anything of ours has run.</summary>
internal static class LoadAverage
{
    /// <summary>Per processor. Less is what a build leaves behind and what background services need.</summary>
    private const double Quiet = 0.5;

    /// <summary>The average forgets slowly: an earlier run of ours still shows for about this long.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    internal static double Read() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Waits for the machine to become quiet, and refuses when it does not.</summary>
    internal static async Task RequireQuietAsync()
    {
        var limit = Quiet * Environment.ProcessorCount;
        var deadline = DateTime.UtcNow + s_patience;
        if (Read() > limit)
            await Console.Error.WriteLineAsync($"Load average {Read():0.00}: waiting up to {s_patience.TotalSeconds:0} s for less than {limit:0.00}.");
        while (Read() > limit)
        {
            if (DateTime.UtcNow > deadline)
                throw new BenchException($"The load average is {Read():0.00}: other programs are using this machine, and the figures would be theirs. End them, or say --force.");
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }
}
