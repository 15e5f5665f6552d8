using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Monocoque.Running;

/// <summary>Counts and times handled messages, by the conventions of OpenTelemetry. The socket's name is a tag, never a topic: topics have no end.</summary>
internal sealed class HandlerMetrics
{
    private readonly Histogram<double> _duration;

    public HandlerMetrics(IMeterFactory meters) => _duration = meters.Create("Monocoque").CreateHistogram(
        "messaging.process.duration", "s", "How long a mapped handler took for a message.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });

    /// <summary>The time to hand to <see cref="Stop"/>; zero if nobody listens, so that no clock is read for nobody.</summary>
    internal long Start() => _duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    internal void Stop(long started, IZmqSocket socket, Exception? error)
    {
        if (started != 0)
            StopSlow(started, socket, error);
    }

    private void StopSlow(long started, IZmqSocket socket, Exception? error)
    {
        var tags = new TagList
        {
            { "messaging.system", "zeromq" },
            { "messaging.operation.name", "process" },
            { "messaging.destination.name", socket.Name },
            { "zmq.socket.type", socket.Type.ToString().ToUpperInvariant() },
        };
        if (error is not null)
            tags.Add("error.type", error.GetType().FullName);
        _duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
    }
}
