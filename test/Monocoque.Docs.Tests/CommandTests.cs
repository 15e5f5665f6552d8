using System.Text.RegularExpressions;
using Monocoque.Docs.Markdown;
using Monocoque.Shared;

namespace Monocoque.Docs;

/// <summary>The commands that the documentation shows name programs and projects that exist.</summary>
public sealed partial class CommandTests
{
    public static TheoryData<string> Blocks => [.. Document.AllBlocks.Where(static block => block.Language == "bash").Select(static block => block.Place)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Commands_name_what_exists(string place)
    {
        var block = Document.AllBlocks.Single(block => block.Place == place);

        Complaints.None(Missing(block.Text));
    }

    [Theory]
    [InlineData("dotnet run --project samples/Missing", "samples/Missing")]
    [InlineData("./missing.sh --long", "./missing.sh")]
    [InlineData("dotnet new web --output Hello\ndotnet run --project Hallo", "Hallo")]
    public void Missing_file_is_told(string commands, string missing) => Assert.Equal([missing], Missing(commands));

    private static IEnumerable<string> Missing(string commands)
    {
        var made = Made().Matches(commands).Select(static match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        return Named().Matches(commands).Select(static match => match.Groups.Values.Skip(1).Single(static group => group.Success).Value)
            .Where(path => !made.Contains(path) && !Path.Exists(Path.Combine(RepositoryRoot.Path, path)))
            .Distinct();
    }

    [GeneratedRegex(@"(?:--output|-o) (\S+)")]
    private static partial Regex Made();

    /// <summary>A project, a script of this folder, and whatever lies in a folder of the repository.</summary>
    [GeneratedRegex(@"--project (\S+)|(?<!\S)(\./\S+)|(?<!\S)((?:benchmarks|docs|samples|src|templates|test)/\S+)")]
    private static partial Regex Named();
}
