namespace Monocoque.Perf.Tools;

/// <summary>Sends.</summary>
internal sealed class RemoteThroughput(ToolOptions options, ZmqRuntime runtime) : Tool(options, runtime)
{
    protected override async Task RunAsync() =>
        await new Flood(Options, await ConnectAsync<IPushSocket>(), Limit, window => Say(window)).RunAsync();
}
