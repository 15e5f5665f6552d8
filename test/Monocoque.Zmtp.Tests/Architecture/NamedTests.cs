using System.Text.RegularExpressions;
using Monocoque.Shared;

namespace Monocoque.Zmtp.Tests.Architecture;

/// <summary>A page whose tables name, in their last column, the tests that prove what a row says.</summary>
internal sealed partial class NamedTests
{
    /// <param name="page">The page, as the repository has it.</param>
    /// <param name="row">Which lines are rows.</param>
    internal NamedTests(string page, Regex row) => Rows = [.. RepositoryRoot.Read(page).Split('\n').Where(line => row.IsMatch(line))];

    /// <summary>The rows, in their order.</summary>
    internal IReadOnlyList<string> Rows { get; }

    /// <summary>What the rows are called, in their first column.</summary>
    internal IEnumerable<string> Ids => Rows.Select(static row => row.Split('|')[1].Trim());

    internal void AssertEveryRowNamesATest() => Assert.All(Rows, static row => Assert.NotEmpty(TestsOf(row)));

    internal void AssertEveryTestExists()
    {
        var tests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in RepositoryRoot.SourceFiles("test").Select(RepositoryRoot.Read))
        {
            foreach (Match type in Class().Matches(source))
                tests.UnionWith(Test().Matches(source).Select(test => $"{type.Groups[1].Value}.{test.Groups[1].Value}"));
        }
        Assert.All(Rows.SelectMany(TestsOf), test => Assert.Contains(test, tests));
    }

    private static IEnumerable<string> TestsOf(string row) => Name().Matches(row.Split('|')[^2]).Select(static name => name.Groups[1].Value);

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\bclass (\w+Tests)\b")]
    private static partial Regex Class();

    /// <summary>A method below an attribute of xunit, whatever other attributes stand between.</summary>
    [GeneratedRegex(@"^    \[(?:Fact|Theory)[^\n]*\n(?:(?!    public )[^\n]+\n)*    public (?:static |async )*\S+ (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Test();
}
