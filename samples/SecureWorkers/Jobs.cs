using System.Collections.Concurrent;

namespace SecureWorkers;

/// <summary>What a worker says when it asks for work: the last job's number and what came out of it, or nothing at first.</summary>
internal sealed record Report(int? Number, int? Primes);

/// <summary>Count the primes below <paramref name="Below"/>.</summary>
internal sealed record Job(int Number, int Below);

/// <summary>Hands out jobs, and keeps who did how many.</summary>
internal sealed class Jobs
{
    private readonly ConcurrentDictionary<string, int> _done = new(StringComparer.Ordinal);
    private int _last;

    internal IReadOnlyDictionary<string, int> Done => _done;

    internal Job Next(string worker, Report report)
    {
        if (report.Number is not null)
            _done.AddOrUpdate(worker, 1, static (_, done) => done + 1);
        var number = Interlocked.Increment(ref _last);
        return new Job(number, 1000 * (1 + (number % 100)));
    }
}
