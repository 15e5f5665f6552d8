using System.Diagnostics;
using System.Globalization;

namespace Monocoque.Perf.Tools;

/// <summary>One end of the traffic, over the public API and with the options of sockets as they come.</summary>
internal abstract class Tool(ToolOptions options, ZmqRuntime runtime)
{
    protected ToolOptions Options { get; } = options;

    /// <summary>Messages or round trips to do. A harness wants traffic until it ends the input.</summary>
    protected long Limit { get; } = options.Report || options.Count == 0 ? long.MaxValue : options.Count;

    internal static async Task RunAsync(ToolOptions options)
    {
        await using var app = Engine.Create(options.Transport);
        var runtime = Engine.GetRuntime(app);
        Tool tool = options.Role switch
        {
            "local_thr" => new LocalThroughput(options, runtime),
            "remote_thr" => new RemoteThroughput(options, runtime),
            "local_lat" => new LocalLatency(options, runtime),
            "remote_lat" => new RemoteLatency(options, runtime),
            "local_lone" => new LocalLone(options, runtime),
            "remote_lone" => new RemoteLone(options, runtime),
            "inproc_thr" => new InprocThroughput(options, runtime),
            "local_router" => new LocalRouter(options, runtime),
            "local_pub" => new LocalPublish(options, runtime),
            _ => new RemoteSubscribe(options, runtime),
        };
        if (options.Report)
            HarnessInput.Watch();
        await tool.RunAsync();
    }

    protected abstract Task RunAsync();

    protected async Task<TSocket> BindAsync<TSocket>(Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket
    {
        var socket = CreateSocket<TSocket>(serves: true, configure);
        var address = await socket.BindAsync(Options.Address);
        if (Options.Report)
            await Console.Out.WriteLineAsync(ToolReport.Listening + address);
        return socket;
    }

    protected async Task<TSocket> ConnectAsync<TSocket>()
        where TSocket : class, IZmqSocket
    {
        var socket = CreateSocket<TSocket>(serves: false, configure: null);
        await socket.ConnectAsync(Options.Address);
        return socket;
    }

    /// <summary>The next message, in order and of the right size.</summary>
    protected ValueTask<ZmqMessage> ReceiveAsync(IZmqReceiver socket)
    {
        if (!Options.Spin)
            return socket.ReceiveAsync();
        ZmqMessage message;
        while (!socket.TryReceive(out message))
            Thread.Yield();
        return ValueTask.FromResult(message);
    }

    /// <summary>What the harness, or who asked for details, wants to know of the window that has just ended.</summary>
    protected void Say(Window window, Latencies? oneWay = null)
    {
        var report = ToolReport.Of(window.Result!, oneWay);
        if (Options.Report)
            Console.Out.WriteLine(report.ToLine());
        else if (Options.Details)
            Console.Out.WriteLine(report.ToDetails());
    }

    /// <summary>What libzmq's <c>local_thr</c> prints.</summary>
    protected void PrintThroughput(WindowResult result) => Print(
        "message",
        string.Create(CultureInfo.InvariantCulture, $"mean throughput: {result.Rate:0} [msg/s]"),
        string.Create(
            CultureInfo.InvariantCulture, $"mean throughput: {result.Rate * Options.Size * Options.Frames * 8 / 1e6:0.000} [Mb/s]"));

    /// <summary>One way, in microseconds, from times of that many; <see langword="null"/> if there are none.</summary>
    protected static Latencies? TimesOf(List<long> times, int ways) =>
        times.Count > 0 ? new Latencies(times.Select(ticks => Stopwatch.GetElapsedTime(0, ticks).TotalMicroseconds / ways)) : null;

    /// <summary>The lines of libzmq's tools.</summary>
    protected void Print(string unit, params ReadOnlySpan<string> results)
    {
        if (Options.Report)
            return;
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"message size: {Options.Size} [B]"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{unit} count: {Options.Count}"));
        foreach (var result in results)
            Console.Out.WriteLine(result);
    }


    /// <summary>Only the end differs from the defaults: like libzmq's, the tools stay until everything has left.</summary>
    private TSocket CreateSocket<TSocket>(bool serves, Action<ZmqSocketOptions>? configure)
        where TSocket : class, IZmqSocket => runtime.CreateSocket<TSocket>(socket =>
        {
            socket.Linger = Timeout.InfiniteTimeSpan;
            if (Options.Curve)
                CurveExample.Apply(socket.Security, serves);
            configure?.Invoke(socket);
        });
}
