using Microsoft.AspNetCore.Hosting;

namespace Monocoque.TransportBench.Arms;

/// <summary>One of the transports that are compared, with its settings. Nothing else differs between the servers.</summary>
/// <param name="Name">How the command line calls it.</param>
/// <param name="Title">How the tables call it.</param>
/// <param name="Use">Makes Kestrel use it.</param>
internal sealed record Arm(string Name, string Title, Action<IWebHostBuilder> Use)
{
    /// <summary>Environment variables of its server process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The counter of the transport that every run must move: proof that it was this transport that served. <see langword="null"/> where there is none.
    /// </summary>
    public string? Proof { get; init; }
}
