namespace Monocoque.Perf.Tools;

/// <summary>Sends back what it receives, the same message.</summary>
internal sealed class LocalLatency(ToolOptions options, ZmqRuntime runtime) : Tool(options, runtime)
{
    protected override async Task RunAsync()
    {
        var socket = await BindAsync<IRepSocket>();
        var window = new Window(Options, interval: 1);
        for (var done = 0L; done < Limit;)
        {
            await socket.SendAsync(await ReceiveAsync(socket));
            if (++done == window.Next && window.Pass(done))
                Say(window);
        }
    }
}
