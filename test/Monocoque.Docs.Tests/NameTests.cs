using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Monocoque.Docs.Markdown;

namespace Monocoque.Docs;

/// <summary>What the documentation calls by name in its text is public and called so.</summary>
public sealed partial class NameTests
{
    private static readonly Type[] s_types =
    [
        .. new[] { typeof(ZmqMessage), typeof(ZmqSocket), typeof(ZmtpOptions), typeof(IoUringWebHostBuilderExtensions) }
            .SelectMany(static type => type.Assembly.GetExportedTypes()),
    ];

    private static readonly ILookup<string, Type> s_byName = s_types.ToLookup(static type => type.Name.Split('`')[0], StringComparer.Ordinal);

    private static readonly HashSet<string> s_members =
        [.. s_types.SelectMany(static type => MembersOf(type)), .. s_byName.Select(static type => type.Key)];

    public static TheoryData<string> Documents =>
        // Decisions tell of what was weighed, not only of what is there.
        [.. Document.All.Select(static document => document.Path).Where(static path => !path.StartsWith("docs/decisions/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Members_of_types_exist(string path) =>
        Complaints.None(InlineCode(path)
            .SelectMany(static code => Qualified().Matches(code.Text).Select(match => (code.Line, Type: match.Groups[1].Value, Member: match.Groups[2].Value)))
            .Where(static name => s_byName.Contains(name.Type) && !s_byName[name.Type].Any(type => MembersOf(type).Contains(name.Member)))
            .Select(name => $"{path}:{name.Line}: {name.Type} has no {name.Member}"));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Types_and_methods_exist(string path) =>
        Complaints.None(InlineCode(path)
            .SelectMany(static code => Ours().Matches(code.Text).Select(match => (code.Line, match.Value)))
            .Where(static name => !s_members.Contains(name.Value) && !s_members.Contains($"{name.Value}Attribute"))
            .Select(name => $"{path}:{name.Line}: there is no {name.Value}"));

    private static IEnumerable<string> MembersOf(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        .Concat(type.GetInterfaces().SelectMany(static inherited => inherited.GetMembers()))
        .Select(static member => member.Name);

    private static IEnumerable<(int Line, string Text)> InlineCode(string path) => Document.All.Single(document => document.Path == path).Prose
        .SelectMany(static line => Code().Matches(line.Text).Select(match => (line.Line, match.Groups[1].Value)));

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b([A-Z]\w+)\.([A-Z]\w+)\b")]
    private static partial Regex Qualified();

    /// <summary>Names that only this library gives, but to its tests.</summary>
    [GeneratedRegex(@"(?<![\w/.])(I?Zm(q|tp)(?!\w+Tests\b)[A-Z]\w+|MapZmq[A-Z]\w+|Use(Zmtp|IoUring|InMemoryZmq)|WaitFor\w+|\w+ZmqAsync)\b(?!…|/|:)")]
    private static partial Regex Ours();
}
