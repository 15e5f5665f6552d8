using System.Text.RegularExpressions;
using Monocoque.Shared;

namespace Monocoque.Zmtp.Tests.Architecture;

/// <summary>docs/lessons.md says which test fails if we make a mistake that was made before; none of them may be renamed or removed behind its back.</summary>
public sealed partial class LessonsTests
{
    private static readonly string[] s_rows =
        [.. RepositoryRoot.Read("docs/lessons.md").Split('\n').Where(static line => Row().IsMatch(line))];

    [Fact]
    public void Every_lesson_is_there_once_and_names_a_test()
    {
        var expected = Enumerable.Range(1, 58).Select(static i => $"B{i:00}").Concat(Enumerable.Range(1, 26).Select(static i => $"D{i:00}"));
        Assert.Equal(expected, s_rows.Select(static row => row.Split('|')[1].Trim()));
        Assert.All(s_rows, static row => Assert.NotEmpty(TestsOf(row)));
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var tests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in RepositoryRoot.SourceFiles("test").Select(RepositoryRoot.Read))
        {
            foreach (Match type in Class().Matches(source))
                tests.UnionWith(Test().Matches(source).Select(test => $"{type.Groups[1].Value}.{test.Groups[1].Value}"));
        }
        Assert.All(s_rows.SelectMany(TestsOf), test => Assert.Contains(test, tests));
    }

    private static IEnumerable<string> TestsOf(string row) => Name().Matches(row.Split('|')[^2]).Select(static name => name.Groups[1].Value);

    [GeneratedRegex(@"^\| [BD]\d\d \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\bclass (\w+Tests)\b")]
    private static partial Regex Class();

    /// <summary>A method below an attribute of xunit, whatever other attributes stand between.</summary>
    [GeneratedRegex(@"^    \[(?:Fact|Theory)[^\n]*\n(?:(?!    public )[^\n]+\n)*    public (?:static |async )*\S+ (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Test();
}
