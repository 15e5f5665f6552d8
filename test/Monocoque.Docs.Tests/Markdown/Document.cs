using System.Text.RegularExpressions;
using Monocoque.Shared;

namespace Monocoque.Docs.Markdown;

/// <summary>A Markdown file of the repository: its blocks of code, and the text around them.</summary>
internal sealed partial class Document
{
    private Document(string path)
    {
        Path = path;
        var blocks = new List<CodeBlock>();
        var prose = new List<(int, string)>();
        var lines = RepositoryRoot.Read(path).Split('\n');
        var note = "";
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is { Success: true } fence)
            {
                var end = Array.FindIndex(lines, i + 1, line => line.TrimEnd() == fence.Groups[1].Value);
                if (end < 0)
                    throw new InvalidDataException($"{path}:{i + 1}: the block of code has no end.");
                blocks.Add(new(path, i + 2, fence.Groups[2].Value, note, string.Join('\n', lines[(i + 1)..end])));
                i = end;
                note = "";
            }
            else
            {
                prose.Add((i + 1, lines[i]));
                if (lines[i].Trim().Length > 0)
                    note = Comment().Match(lines[i]).Groups[1].Value;
            }
        }
        Blocks = blocks;
        Prose = prose;
    }

    /// <summary>All of them: the root, the documentation, and the readmes of packages, samples, templates and benchmarks.</summary>
    internal static IReadOnlyList<Document> All { get; } =
        [.. Paths().Order(StringComparer.Ordinal).Select(static path => new Document(path))];

    internal static IReadOnlyList<CodeBlock> AllBlocks { get; } = [.. All.SelectMany(static document => document.Blocks)];

    internal string Path { get; }

    internal IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>The lines outside of blocks of code, with their numbers.</summary>
    internal IReadOnlyList<(int Line, string Text)> Prose { get; }

    /// <summary>The names that links to a heading of this file use, as GitHub makes them of the headings.</summary>
    internal IReadOnlySet<string> Anchors() => Prose
        .Select(static line => Heading().Match(line.Text))
        .Where(static heading => heading.Success)
        .Select(static heading => Left().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))
        .CountBy(static anchor => anchor)
        .SelectMany(static anchor => Enumerable.Range(0, anchor.Value).Select(number => number == 0 ? anchor.Key : $"{anchor.Key}-{number}"))
        .ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Paths()
    {
        string[] folders = ["docs", "src", "samples", "templates", "benchmarks", "test"];
        return Directory.EnumerateFiles(RepositoryRoot.Path, "*.md")
            .Concat(folders.SelectMany(static folder =>
                Directory.EnumerateFiles(System.IO.Path.Combine(RepositoryRoot.Path, folder), "*.md", SearchOption.AllDirectories)))
            .Select(static file => System.IO.Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/'))
            .Where(static file => !file.Split('/').Any(static part => part is "bin" or "obj" or "node_modules"));
    }

    [GeneratedRegex(@"^(\s*```)(\w*)\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*<!-- code: (.+) -->\s*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^#{1,6} (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Left();
}
