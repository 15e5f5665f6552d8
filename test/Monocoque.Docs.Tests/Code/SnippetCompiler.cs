using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Monocoque.Docs.Markdown;

namespace Monocoque.Docs.Code;

/// <summary>Compiles a block of C# with what stands around it, and says what the compiler says, at the line of the document.</summary>
internal static partial class SnippetCompiler
{
    /// <summary>What a new console project imports by itself, and what a new web project does.</summary>
    private static readonly string[] s_console =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly string[] s_web =
    [
        .. s_console, "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting",
        "Microsoft.Extensions.Logging", "System.Net.Http.Json",
    ];

    /// <summary>What the reader adds for the type at hand, and a page need not repeat beside every line.</summary>
    private static readonly string[] s_part =
        [.. s_web, "Microsoft.AspNetCore.Connections", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.TestHost", "Monocoque", "Monocoque.Docs.Code"];

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.CSharp14);

    private static readonly CSharpCompilationOptions s_options = new CSharpCompilationOptions(OutputKind.ConsoleApplication)
        .WithNullableContextOptions(NullableContextOptions.Enable)
        .WithGeneralDiagnosticOption(ReportDiagnostic.Error)
        // A parameter that code left out would have used; an import that is there twice.
        .WithSpecificDiagnosticOptions(Suppressed("CS9113", "CS0105", "CS8019"));

    /// <summary>All that this program runs with: the framework, the test host, the libraries of this repository.</summary>
    private static readonly MetadataReference[] s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path))];

    internal static IReadOnlyList<string> Compile(CodeBlock block, CancellationToken cancellationToken)
    {
        var program = IsProgram(block);
        var imports = program ? block.Text.Contains("WebApplication", StringComparison.Ordinal) ? s_web : s_console : s_part;
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [
                Parse(string.Concat(imports.Select(static name => $"global using {name};\n")), "imports"),
                Parse(program ? WithoutGaps(block.Text) : Surround(block), "snippet"),
            ],
            s_references,
            program ? s_options : s_options.WithOutputKind(OutputKind.DynamicallyLinkedLibrary));

        return [.. compilation.GetDiagnostics(cancellationToken)
            .Where(static diagnostic => diagnostic.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning)
            .Select(diagnostic => $"{At(block, diagnostic, program)}: {diagnostic.Id}: {diagnostic.GetMessage(null)}")];
    }

    /// <summary>A whole program, which has to do with what it imports itself.</summary>
    private static bool IsProgram(CodeBlock block) => block.Note.Length == 0 && Beginning().IsMatch(block.Text);

    /// <summary>A part of a program in its place. The note says what it is: statements of Program.cs, unless it says <c>types</c>; <c>with</c> adds members.</summary>
    private static string Surround(CodeBlock block)
    {
        var text = $"#line 1 \"snippet\"\n{WithoutGaps(block.Text)}\n#line hidden\n";
        return block.Note switch
        {
            "types" => text,
            "" => Statements(text, ""),
            _ when block.Note.StartsWith("with ", StringComparison.Ordinal) => Statements(text, block.Note["with ".Length..]),
            _ => throw new InvalidDataException(
                $"{block.Place}: the note 'code: {block.Note}' is none of types, with MEMBERS, from FILE and unchecked: REASON."),
        };
    }

    private static string Statements(string text, string members) =>
        $"sealed class Snippet : Surroundings {{ {members}\nstatic async Task RunAsync() {{ await Task.Yield();\n{text} }} }}";

    /// <summary>An ellipsis is code that the page leaves out: a result, or some statements.</summary>
    private static string WithoutGaps(string text) => Result().Replace(text, "=> (string)null!").Replace("…", "", StringComparison.Ordinal);

    private static string At(CodeBlock block, Diagnostic diagnostic, bool program)
    {
        var span = program ? diagnostic.Location.GetLineSpan() : diagnostic.Location.GetMappedLineSpan();
        return span.Path == "snippet" ? $"{block.File}:{block.Line + span.StartLinePosition.Line}" : $"{block.Place} ({span.Path})";
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(SourceText.From(text), s_parse, path);

    private static IEnumerable<KeyValuePair<string, ReportDiagnostic>> Suppressed(params string[] ids) =>
        ids.Select(static id => KeyValuePair.Create(id, ReportDiagnostic.Suppress));

    [GeneratedRegex(@"=>\s*…")]
    private static partial Regex Result();

    [GeneratedRegex(@"^(using [\w.]+;|var builder = WebApplication\.CreateBuilder\()", RegexOptions.Multiline)]
    private static partial Regex Beginning();
}
