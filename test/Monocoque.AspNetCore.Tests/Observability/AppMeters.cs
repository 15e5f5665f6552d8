using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.AspNetCore.Tests.Observability;

/// <summary>What <c>dotnet-counters</c> would see of one host: the instruments of its meter, and what they measure.</summary>
internal sealed class AppMeters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new();
    private readonly ConcurrentQueue<Measured> _recorded = new();
    private readonly List<Measured> _observed = [];

    internal AppMeters(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter.Scope, factory) || instrument.Meter.Name != "Monocoque")
                return;
            _instruments[instrument.Name] = instrument;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    internal IEnumerable<Instrument> Instruments => _instruments.Values;

    /// <summary>The sum of what an instrument measures now, over all measurements with these tags.</summary>
    internal double Read(string instrument, params (string Name, object? Value)[] tags) => Observe(instrument, tags).Sum(static measured => measured.Value);

    /// <summary>All measurements of a counter that is read, or those so far of a histogram.</summary>
    internal IReadOnlyList<Measured> Observe(string instrument, params (string Name, object? Value)[] tags)
    {
        _observed.Clear();
        _listener.RecordObservableInstruments();
        return [.. _observed.Concat(_recorded).Where(measured => measured.Instrument == instrument && tags.All(measured.Has))];
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var measured = new Measured(instrument.Name, value, tags.ToArray().ToDictionary());
        if (instrument.IsObservable)
            _observed.Add(measured);
        else
            _recorded.Enqueue(measured);
    }

    internal sealed record Measured(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags)
    {
        internal bool Has((string Name, object? Value) tag) => Tags.TryGetValue(tag.Name, out var value) && Equals(value, tag.Value);
    }
}
