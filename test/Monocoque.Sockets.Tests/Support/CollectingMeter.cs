using System.Diagnostics.Metrics;

namespace Monocoque.Sockets.Tests.Support;

/// <summary>Makes the meter of one runtime, and reads it.</summary>
internal sealed class CollectingMeter : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    /// <summary>The sum of an instrument of the meter "Monocoque" over all measurements that carry the tag.</summary>
    internal long Read(string instrument, string? tag = null, string? value = null)
    {
        long sum = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (published, self) =>
        {
            if (published.Meter.Scope == this && published.Meter.Name == "Monocoque" && published.Name == instrument)
                self.EnableMeasurementEvents(published);
        };
        listener.SetMeasurementEventCallback<long>((_, measurement, tags, _) =>
        {
            if (tag is null || tags.ToArray().Any(pair => pair.Key == tag && Equals(pair.Value, value)))
                sum += measurement;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return sum;
    }

    public void Dispose()
    {
        foreach (var meter in _meters)
            meter.Dispose();
    }
}
