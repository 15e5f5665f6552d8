using Microsoft.AspNetCore.Hosting;

namespace Monocoque.TransportBench.Arms;

/// <summary>One of the servers that are compared: a transport with its settings, or one whose HTTP ports are shared. Nothing else differs.</summary>
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

    /// <summary>The arm that the ratios of this one refer to in the tables; <see langword="null"/>: <see cref="ArmCatalog.Baseline"/>.</summary>
    public Arm? ComparedTo { get; init; }

    /// <summary>Whether its plaintext HTTP ports speak ZMTP too; the harness asks before each run.</summary>
    public bool SharesPorts { get; init; }
}
