namespace Monocoque.Perf.Tools;

/// <summary>Receives, and says at which rate.</summary>
internal sealed class LocalThroughput(ToolOptions options, ZmqRuntime runtime) : Tool(options, runtime)
{
    protected override async Task RunAsync() =>
        PrintThroughput(await new Drain(Options, await BindAsync<IPullSocket>(), Limit, window => Say(window)).RunAsync());
}
