namespace Monocoque.Perf.Tools;

/// <summary>Sends back whatever comes, to whom it came from: the routing id is in front and stays there.</summary>
internal sealed class LocalRouter(ToolOptions options, ZmqRuntime runtime) : Tool(options, runtime)
{
    protected override async Task RunAsync()
    {
        var socket = await BindAsync<IRouterSocket>();
        var window = new Window(Options, Window.IntervalOf(Options.Size));
        for (var done = 0L; done < Limit;)
        {
            await socket.WaitToReceiveAsync();
            while (done < Limit && socket.TryReceive(out var message))
            {
                await socket.SendAsync(message);
                if (++done == window.Next && window.Pass(done))
                    Say(window);
            }
        }
    }
}
