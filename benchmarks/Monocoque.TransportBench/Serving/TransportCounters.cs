using System.Diagnostics.Metrics;

namespace Monocoque.TransportBench.Serving;

/// <summary>Reads the counters of the io_uring transport. They are observable: they cost nothing until they are read.</summary>
internal sealed class TransportCounters : IDisposable
{
    private const string MeterName = "Monocoque.Transport.IoUring";

    private readonly Dictionary<string, long> _sums = [];
    private readonly MeterListener _listener = new();

    internal TransportCounters()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            // What goes up and down says nothing about work done.
            if (instrument.Meter.Name == MeterName && instrument is ObservableCounter<long>)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            _sums[instrument.Name] = _sums.GetValueOrDefault(instrument.Name) + value);
        _listener.Start();
    }

    /// <summary>The sum over all rings, by instrument.</summary>
    internal Dictionary<string, long> Read()
    {
        _sums.Clear();
        _listener.RecordObservableInstruments();
        return new Dictionary<string, long>(_sums);
    }

    public void Dispose() => _listener.Dispose();
}
