using System.Diagnostics;
using System.Diagnostics.Metrics;
using Monocoque.Transport.IoUring.Loop;

namespace Monocoque.Transport.IoUring.Diagnostics;

/// <summary>The meter <c>Monocoque.Transport.IoUring</c>. Rings count in plain fields; the instruments read those when somebody collects. Tag: the ring.</summary>
internal sealed class IoUringMetrics
{
    internal const string MeterName = "Monocoque.Transport.IoUring";

    private readonly Lock _gate = new();
    private readonly List<IoUringTransport> _transports = [];

    internal IoUringMetrics(IMeterFactory? factory)
    {
        var options = new MeterOptions(MeterName);
        var meter = factory?.Create(options) ?? new Meter(options);
        Observe(meter, "io_uring.enters", "{call}", "Calls of io_uring_enter.", static ring => ring.Ring.Enters);
        Observe(meter, "io_uring.completions", "{completion}", "Completions delivered.", static ring => ring.Counters.Completions);
        Observe(meter, "io_uring.completions.overflows", "{overflow}", "Times there were more completions than the queue holds.", static ring => ring.Ring.Overflows);
        Observe(meter, "io_uring.wakes", "{wake}", "Times a sleeping ring was woken by another thread.", static ring => ring.Counters.Wakes);
        Observe(meter, "io_uring.sends.direct", "{call}", "Attempts to send by the thread that flushed.", static ring => ring.Counters.DirectSends);
        Observe(meter, "io_uring.sends.ring", "{call}", "Attempts to send by the ring's thread.", static ring => ring.Counters.RingSends);
        Observe(meter, "io_uring.sends.blocked", "{call}", "Sends that had to wait until the socket took data again.", static ring => ring.Counters.BlockedSends);
        Observe(meter, "io_uring.buffers.exhausted", "{operation}", "Receives that found no free buffer.", static ring => ring.Counters.Exhaustions);
        Observe(meter, "io_uring.stalls", "{callback}", "Callbacks that held a ring for more than 100 ms.", static ring => ring.Counters.Stalls);
        meter.CreateObservableUpDownCounter("io_uring.buffers.lent", () => Measure(static ring => ring.Buffers.Lent), "{buffer}", "Receive buffers that readers have.");
        meter.CreateObservableUpDownCounter("io_uring.targets", () => Measure(static ring => ring.Targets.Count), "{target}", "Connections, listeners and attempts to connect.");
        meter.CreateObservableUpDownCounter("io_uring.operations", () => Measure(static ring => ring.Ring.InFlight), "{operation}", "Operations in flight.");
        meter.CreateObservableGauge("io_uring.callback.longest", ObserveLongest, "s", "The longest time that one callback held a ring.");
    }

    internal void Observe(IoUringTransport transport)
    {
        lock (_gate)
            _transports.Add(transport);
    }

    internal void Forget(IoUringTransport transport)
    {
        lock (_gate)
            _transports.Remove(transport);
    }

    private static KeyValuePair<string, object?> Tag(RingThread ring) => new("io_uring.ring", ring.Index);

    private void Observe(Meter meter, string name, string unit, string description, Func<RingThread, long> read) =>
        meter.CreateObservableCounter(name, () => Measure(read), unit, description);

    private IEnumerable<Measurement<long>> Measure(Func<RingThread, long> read)
    {
        foreach (var ring in Rings())
            yield return new Measurement<long>(read(ring), Tag(ring));
    }

    private IEnumerable<Measurement<double>> ObserveLongest()
    {
        foreach (var ring in Rings())
            yield return new Measurement<double>((double)ring.Counters.LongestCallback / Stopwatch.Frequency, Tag(ring));
    }

    private List<RingThread> Rings()
    {
        lock (_gate)
            return [.. _transports.SelectMany(transport => transport.Rings?.Rings ?? [])];
    }
}
