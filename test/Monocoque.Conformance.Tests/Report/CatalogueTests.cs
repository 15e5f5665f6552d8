using Monocoque.Conformance.Catalogue;
using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Report;

/// <summary>Nothing in the catalogue without a test or a reason, and nothing in the document that is not so.</summary>
public sealed class CatalogueTests
{
    private static readonly IReadOnlyList<Entry> s_entries = [.. Entries.Sections.SelectMany(static section => section.Entries)];

    [Fact]
    public void The_catalogue_has_each_of_the_150_behaviours_once()
    {
        var expected = new[] { ("C", 3, 101), ("F", 2, 12), ("U", 2, 7), ("N", 2, 17), ("R", 2, 13) }
            .SelectMany(static family => Enumerable.Range(1, family.Item3), NameOf);
        Assert.Equal(expected.Order(StringComparer.Ordinal), s_entries.Select(static entry => entry.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_test_is_of_an_entry_and_named_by_it()
    {
        foreach (var test in DeclaredTests.All)
        {
            Assert.Contains(s_entries, entry => entry.Id == test.Entry);
            Assert.StartsWith($"{test.Entry.Replace("-", "", StringComparison.Ordinal)}_", test.Test, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_entry_has_a_test_or_a_reason_for_having_none()
    {
        var tested = DeclaredTests.All.Select(static test => test.Entry).ToHashSet();
        var without = s_entries.Where(entry => !tested.Contains(entry.Id) && entry.NotApplicable is null && entry.Pending is null);
        Assert.Empty(without.Select(static entry => entry.Id));
        var both = s_entries.Where(entry => tested.Contains(entry.Id) && (entry.NotApplicable is not null || entry.Pending is not null));
        Assert.Empty(both.Select(static entry => entry.Id));
    }

    [Fact]
    public void Every_entry_is_tried_in_all_pairings_or_says_why_not()
    {
        foreach (var entry in s_entries.Where(static entry => entry is { NotApplicable: null, Pending: null, Note: null }))
        {
            var tests = DeclaredTests.All.Where(test => test.Entry == entry.Id);
            var pairings = tests.Aggregate(Pairing.None, static (all, test) => all | test.Pairing);
            Assert.True(pairings.HasFlag(Pairing.All), $"{entry.Id} runs as {pairings} only. Say why in its {nameof(Entry.Note)}.");
        }
    }

    [Fact]
    public void The_document_says_what_the_tests_prove()
    {
        // While it is being made anew, the document says what the run brings.
        if (ConformanceDocument.IsUpdating)
            return;
        Assert.True(File.Exists(ConformanceDocument.File), "docs/conformance.md is missing.");
        Assert.Equal(ConformanceDocument.RenderIdeal(), File.ReadAllText(ConformanceDocument.File).ReplaceLineEndings("\n"));
    }

    private static string NameOf((string Letter, int Digits, int Count) family, int number) =>
        $"{family.Letter}-{number.ToString($"D{family.Digits}", null)}";
}
