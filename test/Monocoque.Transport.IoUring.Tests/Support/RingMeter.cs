using System.Diagnostics.Metrics;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>What <c>dotnet-counters</c> would see of the rings of one host.</summary>
internal static class RingMeter
{
    private const string Name = "Monocoque.Transport.IoUring";

    internal static IReadOnlyList<Instrument> Instruments(IMeterFactory host)
    {
        var instruments = new List<Instrument>();
        using var listener = Listen(host, instruments.Add);
        listener.Start();
        return instruments;
    }

    /// <summary>The sum of what an instrument measures now, of all rings or of one.</summary>
    internal static double Measure(IMeterFactory host, string name, int? ring)
    {
        var (isThere, sum) = (false, 0.0);
        using var listener = Listen(host, instrument => isThere |= instrument.Name == name);
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.True(isThere, $"There is no instrument {name}.");
        return sum;

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var tag = Assert.Single(tags.ToArray());
            Assert.Equal("io_uring.ring", tag.Key);
            if (instrument.Name == name && (ring is null || Equals(tag.Value, ring)))
                sum += value;
        }
    }

    private static MeterListener Listen(IMeterFactory host, Action<Instrument> onPublished) => new()
    {
        InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != Name || !ReferenceEquals(instrument.Meter.Scope, host))
                return;
            onPublished(instrument);
            listener.EnableMeasurementEvents(instrument);
        },
    };
}
