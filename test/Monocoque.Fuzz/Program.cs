using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Targets;

namespace Monocoque.Fuzz;

/// <summary>Feeds the library with what nobody should send.</summary>
internal static class Program
{
    private static int Main(string[] words)
    {
        if (words is ["--help"] or ["-h"])
        {
            Console.Out.WriteLine(Arguments.Usage);
            return 0;
        }
        try
        {
            return Run(Arguments.Parse(words));
        }
        catch (FormatException exception)
        {
            Console.Error.WriteLine($"error: {exception.Message}\n\n{Arguments.Usage}");
            return 2;
        }
    }

    private static int Run(Arguments arguments)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        Console.Out.WriteLine($"seed {arguments.Seed}");
        Console.Out.WriteLine(FuzzReport.Header);
        var findings = 0;
        foreach (var target in AllTargets.List.Where(target => arguments.Target is "all" || target.Name == arguments.Target))
        {
            var corpus = new Corpus(arguments.Corpus, target.Name);
            if (arguments.Distills)
                Distiller.Distill(target, corpus);
            var report = new Fuzzer(target, corpus, arguments.Seed, Console.Error).Run(arguments.Distills ? TimeSpan.Zero : arguments.Duration, stop.Token);
            findings += report.Findings;
            Console.Out.WriteLine(report);
        }
        return findings == 0 ? 0 : 1;
    }
}
