using System.Text.RegularExpressions;
using Monocoque.Shared;

namespace Monocoque.Architecture;

/// <summary>The page about hostile input names every line of the list, and tests that are there.</summary>
public partial class HostileInputTests
{
    private static readonly (string Family, int Count)[] s_list = [("HG", 16), ("HF", 14), ("HC", 28), ("HM", 29), ("HS", 6), ("HT", 20), ("HW", 11), ("HU", 3)];

    private static readonly string[] s_rows =
        [.. RepositoryRoot.Read("docs/hostile-input.md").Split('\n').Where(static line => line.StartsWith("| H", StringComparison.Ordinal))];

    [Fact]
    public void Every_line_of_the_list_is_there_once()
    {
        var expected = s_list.SelectMany(static family => Enumerable.Range(1, family.Count).Select(number => $"{family.Family}-{number}"));

        Assert.Equal(expected, s_rows.Select(static row => row.Split('|')[1].Trim()));
    }

    [Fact]
    public void Every_line_names_a_test_that_is_there()
    {
        var files = RepositoryRoot.SourceFiles("test").ToLookup(static file => Path.GetFileNameWithoutExtension(file));
        foreach (var row in s_rows)
        {
            var tests = TestName().Matches(row.Split('|')[^2]);
            Assert.True(tests.Count > 0, $"no test: {row}");
            foreach (Match test in tests)
            {
                Assert.True(
                    files[test.Groups[1].Value].Any(file => RepositoryRoot.Read(file).Contains($" {test.Groups[2].Value}(", StringComparison.Ordinal)),
                    $"{test.Value} is not there: {row}");
            }
        }
    }

    [GeneratedRegex(@"`(\w+)\.(\w+)`")]
    private static partial Regex TestName();
}
