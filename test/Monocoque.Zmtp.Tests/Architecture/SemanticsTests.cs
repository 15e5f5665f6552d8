using System.Text.RegularExpressions;

namespace Monocoque.Zmtp.Tests.Architecture;

/// <summary>docs/semantics.md says by which test each of the rules that implementers get wrong holds here.</summary>
public sealed partial class SemanticsTests
{
    private readonly NamedTests _page = new("docs/semantics.md", Row());

    [Fact]
    public void Every_rule_is_there_once_and_names_a_test()
    {
        Assert.Equal(Enumerable.Range(1, 86).Select(static i => $"{i:00}"), _page.Ids);
        _page.AssertEveryRowNamesATest();
    }

    [Fact]
    public void Every_test_that_is_named_exists() => _page.AssertEveryTestExists();

    [GeneratedRegex(@"^\| \d\d \|")]
    private static partial Regex Row();
}
