namespace Monocoque.Conformance.Catalogue;

/// <summary>Entries about one subject.</summary>
internal sealed record Section(string Title, IReadOnlyList<Entry> Entries);
