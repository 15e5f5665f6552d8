using System.Text.RegularExpressions;
using System.Xml.Linq;
using Monocoque.Docs.Markdown;
using Monocoque.Shared;
using Monocoque.Transport.IoUring;

namespace Monocoque.Docs;

/// <summary>Every option of libzmq and of NetMQ has a row that says what it is here, or why it is not.</summary>
public sealed partial class CounterpartTests
{
    private const string LibZmq = "docs/coming-from-libzmq.md";
    private const string NetMq = "docs/coming-from-netmq.md";

    /// <summary>Where a name without a type, and one of a type, is looked up. Interfaces inherit.</summary>
    private static readonly Dictionary<string, Type> s_types = new[]
    {
        typeof(ZmqRuntimeOptions), typeof(IoUringTransportOptions), typeof(IZmqSocket), typeof(ISubSocket), typeof(IXPubSocket),
    }.ToDictionary(static type => type.Name);

    [Theory]
    [InlineData(LibZmq, "libzmq-4.3.4.txt")]
    [InlineData(NetMq, "netmq-4.0.4.5.txt")]
    public void Every_option_has_one_row(string page, string options) =>
        Assert.Equal(
            RepositoryRoot.Read($"test/Monocoque.Docs.Tests/Options/{options}").Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Rows(page).Select(static row => row.Option).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(LibZmq)]
    [InlineData(NetMq)]
    public void Counterparts_exist_and_what_has_none_says_why(string page) =>
        Complaints.None(Rows(page).Where(static row => row.Here == "none" ? row.Remark.Length == 0 : !Exists(row.Here)).Select(row => $"{page}: {row}"));

    /// <summary>The other way round: what the comments of the options say they stand for.</summary>
    [Fact]
    public void Options_stand_for_the_options_whose_counterparts_they_are()
    {
        var rows = Rows(LibZmq).ToLookup(static row => row.Option, static row => row.Here, StringComparer.Ordinal);
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(ZmqSocketOptions).Assembly.Location, ".xml"));

        Complaints.None(
            from property in typeof(ZmqSocketOptions).GetProperties()
            let comment = documentation.Descendants("member").Single(member => member.Attribute("name")!.Value == $"P:Monocoque.ZmqSocketOptions.{property.Name}")
            let stands = StandsFor().Match(comment.Value).Groups[1].Value
            where rows.Contains(stands) && property.Name != "Security" && !rows[stands].Contains(property.Name)
            select $"{property.Name} stands for {stands}, whose row has {string.Join(", ", rows[stands])}");
    }

    private static bool Exists(string name)
    {
        var parts = name.Trim('`').Split('.');
        var type = parts.Length == 1 ? typeof(ZmqSocketOptions)
            : parts[0] == "Security" ? typeof(ZmqSecurityOptions)
            : s_types[parts[0]];
        return type.GetMember(parts[^1]).Length > 0;
    }

    private static IEnumerable<(string Option, string Here, string Remark)> Rows(string page) => Document.All.Single(document => document.Path == page).Prose
        .Select(static line => Row().Match(line.Text))
        .Where(static row => row.Success)
        .Select(static row => (row.Groups[1].Value, row.Groups[2].Value.Trim('`'), row.Groups[3].Value.Trim()));

    /// <summary>The tables of options have three columns, those of calls two.</summary>
    [GeneratedRegex(@"^\| `(\w+)` \| (none|`[\w.]+`) \|(.*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\b(ZMQ_[A-Z0-9_]+)")]
    private static partial Regex StandsFor();
}
