using System.Diagnostics.Metrics;

namespace Monocoque.Interop.Support;

/// <summary>How many messages one socket has counted as dropped (<c>zmq.messages.dropped</c>) since this was made.</summary>
internal sealed class DroppedMessages : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    internal DroppedMessages(string socket)
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Monocoque" && instrument.Name == "zmq.messages.dropped")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, measurement, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Value is string name && name == socket)
                    Interlocked.Add(ref _count, measurement);
            }
        });
        _listener.Start();
    }

    internal long Count
    {
        get
        {
            _listener.RecordObservableInstruments();
            return Interlocked.Read(ref _count);
        }
    }

    public void Dispose() => _listener.Dispose();
}
