using System.Reflection;
using System.Xml.Linq;
using Monocoque.Shared;

namespace Monocoque.OptionsValidation;

/// <summary>No option without a test of its effect, a name of libzmq and a line in the documentation.</summary>
public sealed class OptionCoverageTests
{
    private static readonly string s_configuration = RepositoryRoot.Read("docs/configuration.md");

    /// <summary>The options, and what they are the options of. No two have one name, so that a name says which is proved.</summary>
    private static readonly ILookup<string, Type> s_options = new[] { typeof(ZmqSocketOptions), typeof(ZmqSecurityOptions), typeof(ZmqTlsOptions) }
        .SelectMany(static owner => owner.GetProperties().Select(property => (owner, property.Name)))
        .ToLookup(static option => option.Name, static option => option.owner, StringComparer.Ordinal);

    private static readonly MethodInfo[] s_proofs =
    [
        .. typeof(OptionCoverageTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
            .Where(static method => method.IsDefined(typeof(ProvesOptionAttribute))),
    ];

    public static TheoryData<string> Options => [.. typeof(ZmqSocketOptions).GetProperties().Select(static property => property.Name)];

    [Fact]
    public void Every_option_has_a_test_that_sees_its_effect() => Assert.Empty(s_options.Select(static option => option.Key).Except(ProvedBy(s_proofs.Where(IsRun))));

    [Fact]
    public void What_proves_an_option_is_a_test_that_runs_and_names_one_that_there_is()
    {
        Assert.Empty(s_proofs.Where(static method => !IsRun(method)).Select(static method => $"{method.DeclaringType}.{method.Name}"));
        Assert.Empty(ProvedBy(s_proofs).Except(s_options.Select(static option => option.Key)));
        Assert.All(s_options, static option => Assert.Single(option));
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

    [Fact]
    public void Every_option_that_may_be_changed_is_one() =>
        Assert.Subset(typeof(ZmqSocketOptions).GetProperties().Select(static property => property.Name).ToHashSet(), LiveOptions.Names.ToHashSet());

    private static IEnumerable<string> ProvedBy(IEnumerable<MethodInfo> tests) =>
        tests.SelectMany(static test => test.GetCustomAttributes<ProvesOptionAttribute>()).Select(static proof => proof.Option);

    private static bool IsRun(MethodInfo method) =>
        method.DeclaringType is { IsPublic: true, IsAbstract: false } && method.GetCustomAttribute<FactAttribute>() is { Skip: null, Explicit: false };

    private static string Describe(SocketOption option)
    {
        if (option.Types.Count == 0)
            return "All";
        var others = ZmqSocketTypes.All.Select(static entry => entry.Type).Except(option.Types).ToList();
        return others.Count < option.Types.Count ? $"all but {Join(others)}" : Join(option.Types);

        static string Join(IEnumerable<ZmqSocketType> types) => string.Join(", ", types.Select(Hosting.SocketTypeNames.ToDisplayName));
    }
}
