namespace Monocoque.Perf.Tools;

/// <summary>Sends and receives in one process; the receiving end measures, both count.</summary>
internal sealed class InprocThroughput(ToolOptions options, ZmqRuntime runtime) : Tool(options, runtime)
{
    protected override async Task RunAsync()
    {
        var pull = await BindAsync<IPullSocket>();
        var flood = new Flood(Options, await ConnectAsync<IPushSocket>(), Limit, static _ => { }).RunAsync();
        var result = await new Drain(Options, pull, Limit, window => Say(window)).RunAsync();
        await flood;
        PrintThroughput(result);
    }
}
