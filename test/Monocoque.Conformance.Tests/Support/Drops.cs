using System.Diagnostics.Metrics;

namespace Monocoque.Conformance.Support;

/// <summary>How many messages a socket of ours counts as dropped (<c>zmq.messages.dropped</c>).</summary>
internal sealed class Drops : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    internal Drops(ITestSocket socket)
    {
        var name = ((OurSocket)socket).Native.Name;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Monocoque" && instrument.Name == "zmq.messages.dropped")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, measurement, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Value is string value && value == name)
                    _count += measurement;
            }
        });
        _listener.Start();
    }

    /// <summary>All so far, whatever the reason.</summary>
    internal long Count
    {
        get
        {
            _count = 0;
            _listener.RecordObservableInstruments();
            return _count;
        }
    }

    public void Dispose() => _listener.Dispose();
}
