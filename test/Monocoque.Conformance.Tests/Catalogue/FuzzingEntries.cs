namespace Monocoque.Conformance.Catalogue;

internal static class FuzzingEntries
{
    internal static Section Section { get; } = new("Hostile input",
    [
        new("F-01", "Endpoints") { Note = "Texts of all kinds, most of them no addresses." },
        new("F-02", "A bound NULL peer") { Note = "The partner is one that talks nonsense." },
        new("F-03", "A bound CURVE peer") { Note = "The partner is one that talks nonsense." },
        new("F-04", "A bound STREAM") { Note = "The partner is one that talks nonsense." },
        new("F-05", "A bound WebSocket peer") { Note = "The partner is one that talks nonsense." },
        new("F-06", "A connecting peer") { Note = "As F-01, to connect to." },
        new("F-07", "A connecting NULL peer") { Note = "The partner is one that talks nonsense." },
        new("F-08", "A connecting CURVE peer") { Note = "The partner is one that talks nonsense." },
        new("F-09", "A connecting STREAM") { Note = "The partner is one that talks nonsense." },
        new("F-10", "A connecting WebSocket peer") { Note = "The partner is one that talks nonsense." },
        new("F-11", "Options") { Note = "Any values: a socket, or an error that names the option." },
        new("F-12", "Z85") { Note = "It is compared with libzmq's own function." },
    ]);
}
