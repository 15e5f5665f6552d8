using Monocoque.Perf.Comparing;
using Monocoque.Perf.Tools;

try
{
    switch (args)
    {
        case ["compare", .. var rest]:
            return await Comparison.RunAsync(ComparisonOptions.Parse(rest));
        case [] or ["help"] or ["--help"] or ["-h"]:
            await Console.Out.WriteLineAsync($"{ToolOptions.Usage}{Environment.NewLine}{Environment.NewLine}{ComparisonOptions.Usage}");
            return 0;
        default:
            await Tool.RunAsync(ToolOptions.Parse(args));
            return 0;
    }
}
catch (Exception exception) when (exception is BenchException or Monocoque.ZmqException)
{
    await Console.Error.WriteLineAsync($"error: {exception.Message}");
    return 2;
}
