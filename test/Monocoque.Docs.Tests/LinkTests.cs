using System.Text.RegularExpressions;
using Monocoque.Docs.Markdown;
using Monocoque.Shared;

namespace Monocoque.Docs;

/// <summary>Where the documentation points to is there.</summary>
public sealed partial class LinkTests
{
    /// <summary>Where <c>./bench.sh</c> puts what it measured.</summary>
    private const string Measured = "docs/performance";

    private static readonly string[] s_folders = ["benchmarks", "docs", "samples", "src", "templates", "test"];

    private static readonly Dictionary<string, Document> s_documents = Document.All.ToDictionary(static document => document.Path, StringComparer.Ordinal);

    public static TheoryData<string> Documents => [.. s_documents.Keys];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_to_files_and_headings_that_exist(string path) =>
        Complaints.None(InProse(path, Link()).Select(link => Broken(path, link.Line, link.Value)).OfType<string>());

    [Theory]
    [MemberData(nameof(Documents))]
    public void Folders_and_files_that_are_named_exist(string path) =>
        Complaints.None(InProse(path, InlineCode())
            .Where(static code => s_folders.Any(folder => code.Value.StartsWith(folder + "/", StringComparison.Ordinal)))
            .Where(static code => code.Value != Measured && !Path.Exists(Path.Combine(RepositoryRoot.Path, code.Value)))
            .Select(code => $"{path}:{code.Line}: there is no {code.Value}"));

    [Fact]
    public void Every_page_is_in_the_index()
    {
        var linked = InProse("docs/index.md", Link()).Select(static link => $"docs/{link.Value.Split('#')[0]}");

        var pages = s_documents.Keys.Where(static path => path.StartsWith("docs/", StringComparison.Ordinal) && path != "docs/index.md");
        Complaints.None(pages.Where(static page => !page.StartsWith($"{Measured}/", StringComparison.Ordinal)).Except(linked));
    }

    [Theory]
    [InlineData("there is [no page](missing.md)", "docs/index.md:3: missing.md: there is no docs/missing.md")]
    [InlineData("there is [no heading](concepts.md#missing)", "docs/index.md:3: concepts.md#missing: docs/concepts.md has no heading of that name")]
    [InlineData("there is [no such file](../src/missing)", "docs/index.md:3: ../src/missing: there is no src/missing")]
    [InlineData("there is [a heading](concepts.md#linger), [a page](../README.md) and [a site](https://zeromq.org)", null)]
    public void Broken_link_is_told(string text, string? told) =>
        Assert.Equal(told, Link().Matches(text).Select(static link => Broken("docs/index.md", 3, link.Groups[1].Value)).OfType<string>().SingleOrDefault());

    private static string? Broken(string path, int line, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal))
            return null;
        var parts = link.Split('#', 2);
        var folder = Path.Combine(RepositoryRoot.Path, Path.GetDirectoryName(path)!);
        var target = parts[0].Length == 0
            ? path
            : Path.GetRelativePath(RepositoryRoot.Path, Path.Combine(folder, parts[0])).Replace('\\', '/');
        if (!Path.Exists(Path.Combine(RepositoryRoot.Path, target)))
            return $"{path}:{line}: {link}: there is no {target}";
        return parts.Length == 2 && !(s_documents.TryGetValue(target, out var document) && document.Anchors().Contains(parts[1]))
            ? $"{path}:{line}: {link}: {target} has no heading of that name"
            : null;
    }

    private static IEnumerable<(int Line, string Value)> InProse(string path, Regex regex) => s_documents[path].Prose
        .SelectMany(line => regex.Matches(line.Text).Select(match => (line.Line, match.Groups[1].Value)));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InlineCode();
}
