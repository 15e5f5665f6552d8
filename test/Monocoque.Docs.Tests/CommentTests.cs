using System.Xml.Linq;
using Monocoque.Docs.Code;
using Monocoque.Docs.Markdown;
using Monocoque.Transport.IoUring;

namespace Monocoque.Docs;

/// <summary>Code in the comments of the public types compiles as that of the pages does.</summary>
public sealed class CommentTests
{
    private static readonly Dictionary<string, string> s_examples =
        new[] { typeof(ZmqMessage), typeof(ZmqSocket), typeof(ZmtpOptions), typeof(IoUringTransportOptions) }
            .SelectMany(static type => XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml")).Descendants("member"))
            .Select(static member => (Name: member.Attribute("name")!.Value, Code: string.Join('\n', member.Descendants("code").Select(static code => code.Value))))
            .Where(static member => member.Code.Length > 0)
            .ToDictionary(static member => member.Name, static member => member.Code);

    public static TheoryData<string> Members => [.. s_examples.Keys];

    [Theory]
    [MemberData(nameof(Members))]
    public void Example_compiles(string member) => Complaints.None(
        SnippetCompiler.Compile(new CodeBlock(member, 1, "csharp", "", s_examples[member]), TestContext.Current.CancellationToken));
}
