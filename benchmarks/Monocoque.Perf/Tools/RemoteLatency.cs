using System.Diagnostics;
using System.Globalization;

namespace Monocoque.Perf.Tools;

/// <summary>Sends a message, waits until it is back, and so on.</summary>
internal sealed class RemoteLatency(ToolOptions options, ZmqRuntime runtime) : Tool(options, runtime)
{
    private const int Expected = 1 << 20;

    private readonly List<long> _roundTrips = new(Expected);

    protected override async Task RunAsync()
    {
        var socket = await ConnectAsync<IReqSocket>();
        var content = new Content(Options);
        var receipt = new Receipt(Options, content, new Order());
        var window = new Window(Options, interval: 1);
        for (var done = 0L; done < Limit;)
        {
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(content.Get(done));
            var message = await ReceiveAsync(socket);
            if (window.IsMeasuring)
                _roundTrips.Add(Stopwatch.GetTimestamp() - sent);
            receipt.Check(message, done);
            message.Dispose();
            if (++done == window.Next && window.Pass(done))
                Say(window, TimesOf(_roundTrips, ways: 2));
        }
        var result = window.Result!;
        var mean = result.Elapsed.TotalMicroseconds / (2 * Math.Max(1, result.Messages));
        Print("roundtrip", string.Create(CultureInfo.InvariantCulture, $"average latency: {mean:0.000} [us]"));
    }
}
