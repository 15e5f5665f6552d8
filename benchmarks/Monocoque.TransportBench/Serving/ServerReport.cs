namespace Monocoque.TransportBench.Serving;

/// <summary>What the server knows about itself.</summary>
/// <param name="Counters">The sums of all counters of the transport's meter, by name; empty where the transport has none.</param>
/// <param name="HeapBytes">Bytes of managed objects.</param>
internal sealed record ServerReport(Dictionary<string, long> Counters, long HeapBytes);
