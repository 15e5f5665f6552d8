namespace Monocoque.Perf.Tools;

/// <summary>
/// Messages out of one PULL as fast as they come. A burst is taken with one wait, as <see cref="IZmqReceiver.WaitToReceiveAsync"/>
/// recommends.
/// </summary>
internal sealed class Drain(ToolOptions options, IPullSocket socket, long limit, Action<Window> whenMeasured)
{
    internal async Task<WindowResult> RunAsync()
    {
        var receipt = new Receipt(options, new Content(options), new Order());
        var window = new Window(options, Window.IntervalOf(options.Size));
        for (var received = 0L; received < limit;)
        {
            if (!options.Spin)
                await socket.WaitToReceiveAsync();
            while (received < limit && socket.TryReceive(out var message))
            {
                receipt.Check(message, received);
                message.Dispose();
                if (++received == window.Next && window.Pass(received))
                    whenMeasured(window);
            }
            if (options.Spin)
                Thread.Yield();
        }
        return window.Result!;
    }
}
