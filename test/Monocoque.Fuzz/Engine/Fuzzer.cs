using System.Diagnostics;

namespace Monocoque.Fuzz.Engine;

/// <summary>
/// Feeds a target: varies what went somewhere new before, makes new inputs by the grammar, and keeps, as small as they can be made, those that went somewhere new.
/// The same seed and the same corpus give the same inputs.
/// </summary>
internal sealed class Fuzzer(FuzzTarget target, Corpus corpus, int seed, TextWriter log)
{
    /// <summary>Ways that are told apart at most; beyond this they are not counted.</summary>
    private const int MostSignatures = 1 << 20;

    private readonly Random _random = new(seed);
    private readonly Trace _trace = new();
    private readonly HashSet<ulong> _features = [];
    private readonly HashSet<ulong> _signatures = [];
    private readonly HashSet<string> _faults = new(StringComparer.Ordinal);
    private long _executions;

    /// <summary>Feeds the target until the time is up or somebody has enough.</summary>
    internal FuzzReport Run(TimeSpan duration, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        foreach (var input in corpus.Inputs.Concat(corpus.Found).ToArray())
            Try(input, isNew: false);
        foreach (var input in duration == TimeSpan.Zero ? [] : target.Seeds)
            Try(input, isNew: true);
        while (clock.Elapsed < duration && !cancellation.IsCancellationRequested)
            Try(Next(), isNew: true);
        return new FuzzReport(target.Name, clock.Elapsed, _executions, corpus.Count, _features.Count, _signatures.Count, _faults.Count);
    }

    private byte[] Next()
    {
        var input = corpus.Count == 0 || _random.Next(8) == 0 ? target.Make(_random) : Varied();
        return input.Length <= target.MaxLength ? input : input[..target.MaxLength];
    }

    private byte[] Varied()
    {
        var input = corpus.Pick(_random);
        for (var i = 1 << _random.Next(4); i > 0; i--)
            input = target.Vary(input, corpus.Pick(_random), _random);
        return input;
    }

    private void Try(byte[] input, bool isNew)
    {
        if (Fault(input) is { } fault)
        {
            Report(input, fault);
            return;
        }
        if (_signatures.Count < MostSignatures)
            _signatures.Add(_trace.Signature);
        if (_features.IsSupersetOf(_trace.Features))
            return;
        var fresh = _trace.Features.Except(_features).ToArray();
        _features.UnionWith(fresh);
        if (isNew)
            corpus.Add(Minimizer.Minimize(input, shorter => Fault(shorter) is null && fresh.All(_trace.Features.Contains)));
    }

    /// <summary>Null if all holds; otherwise what does not. The trace is that of this run.</summary>
    private Exception? Fault(byte[] input)
    {
        _executions++;
        _trace.Clear();
        try
        {
            target.Run(input, _trace);
            return null;
        }
#pragma warning disable CA1031 // Whatever is thrown is what we are looking for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private void Report(byte[] input, Exception fault)
    {
        if (!_faults.Add(KindOf(fault)))
            return;
        var small = Minimizer.Minimize(input, shorter => Fault(shorter) is { } other && KindOf(other) == KindOf(fault));
        var file = corpus.AddFinding(small);
        log.WriteLine($"{target.Name}: FOUND {file}{Environment.NewLine}{fault}");
    }

    /// <summary>Where it was thrown, and the words of it without their numbers: each bug is told once.</summary>
    private static string KindOf(Exception fault)
    {
        var words = string.Concat(fault.Message.Select(static c => char.IsAsciiDigit(c) ? '#' : c)).Split('\n')[0];
        var place = new StackTrace(fault).GetFrames().FirstOrDefault()?.GetMethod()?.Name;
        return $"{fault.GetType().Name} {place} {words[..Math.Min(words.Length, 60)]}";
    }
}
