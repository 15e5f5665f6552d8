using Monocoque.Docs.Markdown;

namespace Monocoque.Docs;

/// <summary>Every block says what it is, so that none is left out of a test unseen.</summary>
public sealed class LanguageTests
{
    /// <summary><c>text</c> is what a program prints, and what is drawn.</summary>
    private static readonly string[] s_known = ["csharp", "json", "bash", "python", "yaml", "text"];

    /// <summary>The languages that the tests know something of.</summary>
    private static readonly string[] s_checked = ["csharp", "json", "bash"];

    [Fact]
    public void Every_block_names_its_language() =>
        Complaints.None(Document.AllBlocks.Where(static block => !s_known.Contains(block.Language)).Select(static block => $"{block.Place}: '{block.Language}'"));

    [Fact]
    public void Every_block_of_code_that_is_not_checked_says_why()
    {
        var code = Document.AllBlocks.Where(static block => block.Language != "text" && !s_checked.Contains(block.Language));

        Complaints.None(code.Where(static block => string.IsNullOrEmpty(block.Excuse)).Select(static block => block.Place));
    }

    /// <summary>The exceptions, all of them: a new one has to be entered here.</summary>
    [Fact]
    public void Blocks_that_are_not_checked_are_few() =>
        Assert.Equal(
            ["docs/getting-started.md: python", "docs/io-uring.md: yaml", "docs/security.md: python"],
            Document.AllBlocks.Where(static block => block.Excuse is not null).Select(static block => $"{block.File}: {block.Language}"));
}
