namespace Monocoque.Perf.Tools;

/// <summary>Publishes as fast as it goes; slow subscribers miss messages, by default.</summary>
internal sealed class LocalPublish(ToolOptions options, ZmqRuntime runtime) : Tool(options, runtime)
{
    protected override async Task RunAsync()
    {
        // libzmq has no limit of subscriptions.
        var socket = await BindAsync<IPubSocket>(static socket => socket.MaxSubscriptionsPerPeer = 0);
        var content = new Content(Options, producer: 0, Topic.Name);
        var window = new Window(Options, Window.IntervalOf(Options.Size));
        for (var sent = 0L; sent < Limit;)
        {
            await socket.SendAsync(content.Get(sent));
            if (++sent == window.Next && window.Pass(sent))
                Say(window);
        }
    }
}
