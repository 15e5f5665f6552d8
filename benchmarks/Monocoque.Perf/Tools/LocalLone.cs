using System.Buffers.Binary;
using System.Diagnostics;

namespace Monocoque.Perf.Tools;

/// <summary>
/// Times single messages, which come with the time of their sending in front; the clock is the same in all processes of a machine.
/// </summary>
internal sealed class LocalLone(ToolOptions options, ZmqRuntime runtime) : Tool(options, runtime)
{
    private readonly List<long> _times = new(1 << 16);

    protected override async Task RunAsync()
    {
        var socket = await BindAsync<IPullSocket>();
        var window = new Window(Options, interval: 1);
        for (var received = 0L; received < Limit;)
        {
            using var message = await ReceiveAsync(socket);
            if (window.IsMeasuring)
                _times.Add(Stopwatch.GetTimestamp() - BinaryPrimitives.ReadInt64LittleEndian(message.First.Span));
            if (++received == window.Next && window.Pass(received))
                Say(window, TimesOf(_times, ways: 1));
        }
    }
}
