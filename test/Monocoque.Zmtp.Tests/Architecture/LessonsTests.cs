using System.Text.RegularExpressions;

namespace Monocoque.Zmtp.Tests.Architecture;

/// <summary>docs/lessons.md says which test fails if we make a mistake that was made before; none of them may be renamed or removed behind its back.</summary>
public sealed partial class LessonsTests
{
    private readonly NamedTests _page = new("docs/lessons.md", Row());

    [Fact]
    public void Every_lesson_is_there_once_and_names_a_test()
    {
        var expected = Enumerable.Range(1, 58).Select(static i => $"B{i:00}").Concat(Enumerable.Range(1, 26).Select(static i => $"D{i:00}"));
        Assert.Equal(expected, _page.Ids);
        _page.AssertEveryRowNamesATest();
    }

    [Fact]
    public void Every_test_that_is_named_exists() => _page.AssertEveryTestExists();

    [GeneratedRegex(@"^\| [BD]\d\d \|")]
    private static partial Regex Row();
}
