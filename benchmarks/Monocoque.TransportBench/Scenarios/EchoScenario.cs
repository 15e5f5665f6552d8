using System.Diagnostics;
using System.Net.Sockets;
using Monocoque.TransportBench.Comparing;

namespace Monocoque.TransportBench.Scenarios;

/// <summary>
/// 64 octets there and back on one connection, again and again. A blocking client sleeps until the answer is there, so the time has a wake in it; a spinning
/// one asks until it is, so the time is the server's.
/// </summary>
internal sealed class EchoScenario(string name, string title, bool spin) : Scenario(name, title)
{
    private const int Size = 64;

    internal override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("mean", "one-way mean µs"),
        new("p50", "one-way p50 µs"),
        new("p99", "one-way p99 µs"),
        Metric.Processor("round trip"),
        Metric.Switches("round trip"),
    ];

    internal override Task WarmUpAsync(ServerProcess server, ComparisonOptions options) => RunAsync(server, options.WarmUpSeconds);

    internal override async Task<Observation> MeasureAsync(ServerProcess server, ComparisonOptions options)
    {
        var ticks = await RunAsync(server, options.Seconds);
        var oneWay = new Latencies(ticks.Select(static ticks => Stopwatch.GetElapsedTime(0, ticks).TotalMicroseconds / 2));
        return new Observation(oneWay.Count, new()
        {
            ["mean"] = oneWay.Mean,
            ["p50"] = oneWay.Percentile(0.50),
            ["p99"] = oneWay.Percentile(0.99),
        });
    }

    private Task<List<long>> RunAsync(ServerProcess server, int seconds) =>
        LoopbackClient.RunAsync(() => PingPong(server.Ports.Echo, TimeSpan.FromSeconds(seconds)));

    private List<long> PingPong(int port, TimeSpan duration)
    {
        using var socket = LoopbackClient.Connect(port);
        socket.Blocking = !spin;

        var ping = new byte[Size];
        var pong = new byte[Size];
        var roundTrips = new List<long>(capacity: 1 << 20);
        var begin = Stopwatch.GetTimestamp();
        var now = begin;
        while (Stopwatch.GetElapsedTime(begin, now) < duration)
        {
            ping[0]++;
            var sent = now;
            socket.Send(ping);
            ReceiveAll(socket, pong, sent);
            now = Stopwatch.GetTimestamp();
            roundTrips.Add(now - sent);
            if (pong[0] != ping[0])
                throw new InvalidDataException("The echo is not what was sent.");
        }
        return roundTrips;
    }

    private static void ReceiveAll(Socket socket, Span<byte> buffer, long sent)
    {
        while (!buffer.IsEmpty)
        {
            var count = socket.Receive(buffer, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock && Stopwatch.GetElapsedTime(sent) < LoopbackClient.Patience)
                continue;
            if (error != SocketError.Success || count == 0)
                throw new InvalidDataException($"The echo did not come back: {error}.");
            buffer = buffer[count..];
        }
    }
}
