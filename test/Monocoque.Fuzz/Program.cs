using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Live;
using Monocoque.Fuzz.Targets;

namespace Monocoque.Fuzz;

/// <summary>Feeds the library with what nobody should send.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] words)
    {
        if (words is ["--help"] or ["-h"])
        {
            await Console.Out.WriteLineAsync(Arguments.Usage);
            return 0;
        }
        try
        {
            return await RunAsync(Arguments.Parse(words));
        }
        catch (FormatException exception)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}\n\n{Arguments.Usage}");
            return 2;
        }
    }

    private static async Task<int> RunAsync(Arguments arguments)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        await Console.Out.WriteLineAsync($"seed {arguments.Seed}");
        if (arguments.Target == Arguments.Live)
        {
            await Console.Out.WriteLineAsync(LiveServer.Header);
            var live = new LiveServer(arguments.Seed, new Corpus(arguments.Corpus, "session"), Console.Error);
            return await live.RunAsync(arguments.Duration, stop.Token) ? 0 : 1;
        }
        await Console.Out.WriteLineAsync(FuzzReport.Header);
        var findings = 0;
        foreach (var target in AllTargets.List.Where(target => arguments.Target is "all" || target.Name == arguments.Target))
        {
            var corpus = new Corpus(arguments.Corpus, target.Name);
            if (arguments.Distills)
                Distiller.Distill(target, corpus);
            var report = new Fuzzer(target, corpus, arguments.Seed, Console.Error).Run(arguments.Distills ? TimeSpan.Zero : arguments.Duration, stop.Token);
            findings += report.Findings;
            await Console.Out.WriteLineAsync($"{report}");
        }
        return findings == 0 ? 0 : 1;
    }
}
