using Monocoque.TransportBench;
using Monocoque.TransportBench.Arms;
using Monocoque.TransportBench.Comparing;
using Monocoque.TransportBench.Serving;

try
{
    switch (args)
    {
        case ["compare", .. var rest]:
            return await Comparison.RunAsync(ComparisonOptions.Parse(rest));
        case ["serve", "--transport", var arm]:
            await BenchServer.RunAsync(ArmCatalog.Get(arm));
            return 0;
        case [] or ["help"] or ["--help"] or ["-h"]:
            await Console.Out.WriteLineAsync(ComparisonOptions.Usage);
            return 0;
        default:
            throw new BenchException($"Unknown command: {string.Join(' ', args)}{Environment.NewLine}{ComparisonOptions.Usage}");
    }
}
catch (BenchException exception)
{
    await Console.Error.WriteLineAsync($"error: {exception.Message}");
    return 2;
}
