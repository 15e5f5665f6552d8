using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Monocoque.TransportBench.Comparing;

namespace Monocoque.TransportBench.Scenarios;

/// <summary>One connection that sends 64 KiB at a time, as fast as the server takes them.</summary>
internal sealed class SinkScenario(string name, string title) : Scenario(name, title)
{
    private const int ChunkSize = 64 * 1024;

    internal override IReadOnlyList<Metric> Metrics { get; } = [new("gbits", "Gb/s"), Metric.Processor("MB"), Metric.Switches("MB")];

    internal override Task WarmUpAsync(ServerProcess server, ComparisonOptions options) => RunAsync(server, options.WarmUpSeconds);

    internal override async Task<Observation> MeasureAsync(ServerProcess server, ComparisonOptions options)
    {
        var (sent, received, elapsed) = await RunAsync(server, options.Seconds);
        return new Observation(received / 1e6, new() { ["gbits"] = received * 8 / 1e9 / elapsed.TotalSeconds })
        {
            Fault = sent == received ? null : $"{sent} octets were sent and {received} arrived",
        };
    }

    private static Task<(long Sent, long Received, TimeSpan Elapsed)> RunAsync(ServerProcess server, int seconds) =>
        LoopbackClient.RunAsync(() => Pour(server.Ports.Sink, TimeSpan.FromSeconds(seconds)));

    private static (long Sent, long Received, TimeSpan Elapsed) Pour(int port, TimeSpan duration)
    {
        using var socket = LoopbackClient.Connect(port);
        var chunk = new byte[ChunkSize];
        var sent = 0L;
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < duration)
            sent += socket.Send(chunk);
        socket.Shutdown(SocketShutdown.Send);

        // What lies in buffers has not arrived yet: the time ends with the server's count.
        var count = new byte[sizeof(long)];
        for (var filled = 0; filled < count.Length;)
        {
            var read = socket.Receive(count.AsSpan(filled));
            filled += read > 0 ? read : throw new InvalidDataException("The sink closed the connection without a count.");
        }
        return (sent, BinaryPrimitives.ReadInt64BigEndian(count), Stopwatch.GetElapsedTime(begin));
    }
}
