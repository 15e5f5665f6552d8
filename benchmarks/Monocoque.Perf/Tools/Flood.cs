namespace Monocoque.Perf.Tools;

/// <summary>
/// Messages through one PUSH as fast as it takes them, each a copy of the same memory, from one caller or from several at once.
/// </summary>
internal sealed class Flood(ToolOptions options, IPushSocket socket, long limit, Action<Window> whenMeasured)
{
    private readonly Counter[] _sent = [.. Enumerable.Range(0, options.Producers).Select(static _ => new Counter())];

    internal Task RunAsync() =>
        Task.WhenAll(Enumerable.Range(0, options.Producers).Select(producer => Task.Run(() => SendAsync(producer))));

    /// <summary>The first producer keeps the window, for all of them.</summary>
    private async Task SendAsync(int producer)
    {
        var content = new Content(options, producer);
        var window = new Window(options, Window.IntervalOf(options.Size));
        var (counter, next, most) = (_sent[producer], producer == 0 ? 1 : long.MaxValue, limit / options.Producers);
        for (var sent = 0L; sent < most;)
        {
            if (options.Frames == 1)
                await socket.SendAsync(content.Get(sent));
            else
                await socket.SendAsync(Repeat(content.Get(sent)));
            Volatile.Write(ref counter.Value, ++sent);
            if (sent != next)
                continue;
            if (window.Pass(SumOfAll()))
                whenMeasured(window);
            next = window.Next == long.MaxValue ? long.MaxValue : Math.Min(sent + window.Interval, most);
        }
    }

    private ZmqMessage Repeat(ReadOnlyMemory<byte> frame) => ZmqMessage.Write(
        (frame, options.Frames),
        static (writer, state) =>
        {
            for (var i = 0; i < state.Frames; i++)
                writer.Frame(state.frame.Span);
        });

    private long SumOfAll() => _sent.Sum(static counter => Volatile.Read(ref counter.Value));

    /// <summary>On cache lines of its own, or the producers would meet there.</summary>
    private sealed class Counter
    {
        internal long Value;
#pragma warning disable CS0169, IDE0051, CA1823 // Only room.
        private readonly Padding _padding;
#pragma warning restore CS0169, IDE0051, CA1823

        [System.Runtime.CompilerServices.InlineArray(16)]
        private struct Padding
        {
            private long _first;
        }
    }
}
