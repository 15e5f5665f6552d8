using Monocoque.Docs.Code;
using Monocoque.Docs.Markdown;
using Monocoque.Shared;

namespace Monocoque.Docs;

/// <summary>What the documentation shows is code that compiles, without a warning.</summary>
public sealed class CodeTests
{
    private const string From = "from ";

    public static TheoryData<string> Blocks =>
        [.. Document.AllBlocks.Where(static block => block.Language == "csharp" && block.Excuse is null).Select(static block => block.Place)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Code_compiles_or_is_quoted_from_where_it_does(string place)
    {
        var block = Document.AllBlocks.Single(block => block.Place == place);

        if (block.Note.StartsWith(From, StringComparison.Ordinal))
            Assert.Contains(Trimmed(block.Text), Trimmed(RepositoryRoot.Read(block.Note[From.Length..])), StringComparison.Ordinal);
        else
            Complaints.None(SnippetCompiler.Compile(block, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("var number = pub.Numbr;", "CS1061")]
    [InlineData("int number = null;", "CS0037")]
    [InlineData("string text = null; Console.WriteLine(text);", "CS8600")]
    [InlineData("app.MapZmqPub(42);", "CS1503")]
    [InlineData("var unused = 1;", "CS0219")]
    [InlineData("var builder = WebApplication.CreateBuilder(args); Console.WriteLine(typeof(ISubSocket));", "CS0246")]
    public void Code_that_does_not_compile_is_told_with_its_line(string code, string error)
    {
        var block = new CodeBlock("docs/page.md", 7, "csharp", "", $"// first line\n{code}");

        var told = SnippetCompiler.Compile(block, TestContext.Current.CancellationToken);

        Assert.StartsWith($"docs/page.md:8: {error}: ", Assert.Single(told), StringComparison.Ordinal);
    }

    private static string Trimmed(string text) => string.Join('\n', text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0));
}
