using System.Text.RegularExpressions;
using System.Xml.Linq;
using Monocoque.Shared;

namespace Monocoque.OptionsValidation;

/// <summary>No option without a test of its effect, a name of libzmq and a line in the documentation.</summary>
public sealed partial class OptionCoverageTests
{
    private static readonly string s_configuration = RepositoryRoot.Read("docs/configuration.md");

    public static TheoryData<string> Options => [.. typeof(ZmqSocketOptions).GetProperties().Select(static property => property.Name)];

    [Fact]
    public void Every_option_has_a_test_that_sees_its_effect()
    {
        var proved = RepositoryRoot.SourceFiles("test")
            .SelectMany(static file => Proof().Matches(RepositoryRoot.Read(file)).Select(static match => match.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);

        var unproved = typeof(ZmqSocketOptions).GetProperties().Select(static property => property.Name).Except(proved);
        Assert.Empty(unproved);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_names_what_it_stands_for_in_libzmq(string option)
    {
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(ZmqSocketOptions).Assembly.Location, ".xml"));
        var member = documentation.Descendants("member").Single(member => member.Attribute("name")!.Value == $"P:Monocoque.ZmqSocketOptions.{option}");

        Assert.Matches("ZMQ_[A-Z0-9_]+|zmq_[a-z]+|No libzmq option", member.Value);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_has_a_line_in_the_documentation_that_says_whether_it_may_be_changed(string option)
    {
        var line = Assert.Single(s_configuration.Split('\n'), line => line.StartsWith($"| `{option}` |", StringComparison.Ordinal));
        var changes = line.Split('|')[^2].Trim();

        Assert.Equal(LiveOptions.Names.Contains(option) ? "yes" : "no", changes);
    }

    [Fact]
    public void The_documentation_names_the_patterns_of_each_option()
    {
        foreach (var option in SocketOptionTable.All)
        {
            var line = Assert.Single(s_configuration.Split('\n'), line => line.StartsWith($"| `{option.Name}` |", StringComparison.Ordinal));
            var patterns = Describe(option);
            Assert.Contains(line.Split('|')[^3].Trim(), (string[])[patterns, $"{patterns}, `tcp`"]);
        }
    }

    private static string Describe(SocketOption option)
    {
        if (option.Types.Count == 0)
            return "All";
        var others = ZmqSocketTypes.All.Select(static entry => entry.Type).Except(option.Types).ToList();
        return others.Count < option.Types.Count ? $"all but {Join(others)}" : Join(option.Types);

        static string Join(IEnumerable<ZmqSocketType> types) => string.Join(", ", types.Select(Hosting.SocketTypeNames.ToDisplayName));
    }

    [Fact]
    public void Every_option_that_may_be_changed_is_one() =>
        Assert.Subset(typeof(ZmqSocketOptions).GetProperties().Select(static property => property.Name).ToHashSet(), LiveOptions.Names.ToHashSet());

    [GeneratedRegex(@"\[ProvesOption\(nameof\(ZmqSocketOptions\.(\w+)\)\)\]")]
    private static partial Regex Proof();
}
