namespace Monocoque.Perf.Tools;

/// <summary>The order of the messages that one receiver takes, for each producer.</summary>
/// <param name="gaps">Some may be missing, because a publisher drops.</param>
internal sealed class Order(bool gaps = false)
{
    private readonly long[] _next = new long[Content.MostProducers];

    /// <summary>The number that is due.</summary>
    internal long Next(int producer) => _next[producer];

    /// <summary>Whether it is the turn of this one.</summary>
    internal bool Take(int producer, long number)
    {
        if (gaps ? number < _next[producer] : number != _next[producer])
            return false;
        _next[producer] = number + 1;
        return true;
    }
}
