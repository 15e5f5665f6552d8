using System.Buffers.Binary;
using System.Diagnostics;

namespace Monocoque.Perf.Tools;

/// <summary>Sends one message after a pause of a millisecond, again and again.</summary>
internal sealed class RemoteLone(ToolOptions options, ZmqRuntime runtime) : Tool(options, runtime)
{
    private const int Pause = 1;

    protected override async Task RunAsync()
    {
        if (Options.Size < sizeof(long))
            throw new BenchException($"A message carries the time of its sending: message-size must be at least {sizeof(long)}.");
        var socket = await ConnectAsync<IPushSocket>();
        var window = new Window(Options, interval: 1);
        var body = new byte[Options.Size];
        for (var sent = 0L; sent < Limit;)
        {
            // Sleeps as the program in C does: a timer would first wake another thread.
            Thread.Sleep(Pause);
            BinaryPrimitives.WriteInt64LittleEndian(body, Stopwatch.GetTimestamp());
            await socket.SendAsync(body);
            if (++sent == window.Next && window.Pass(sent))
                Say(window);
        }
    }
}
