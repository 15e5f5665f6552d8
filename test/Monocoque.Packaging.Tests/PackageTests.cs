using System.Xml.Linq;
using Monocoque.Packaging.Support;

namespace Monocoque.Packaging;

[Collection(PackedTests.Name)]
public sealed class PackageTests(PackedRepository repository)
{
    private const string WebServer = "Microsoft.AspNetCore.App";

    /// <summary>Each library with the packages it stands on, directly.</summary>
    private static readonly Dictionary<string, string[]> s_dependencies = new()
    {
        ["Monocoque.Zmtp"] = [],
        ["Monocoque.Sockets"] = ["Monocoque.Zmtp"],
        ["Monocoque.Transport.IoUring"] = [],
        ["Monocoque.AspNetCore"] = ["Monocoque.Sockets", "Monocoque.Transport.IoUring"],
    };

    public static TheoryData<string> Libraries { get; } = [.. s_dependencies.Keys];

    public static TheoryData<string> All { get; } = [.. s_dependencies.Keys, "Monocoque.Templates"];

    [Fact]
    public void Pack_makes_the_libraries_with_their_symbols_and_the_templates_and_nothing_else()
    {
        IEnumerable<string> expected =
        [
            .. s_dependencies.Keys.Select(id => $"{id}.{PackedRepository.Version}.nupkg"),
            .. s_dependencies.Keys.Select(id => $"{id}.{PackedRepository.Version}.snupkg"),
            $"Monocoque.Templates.{PackedRepository.Version}.nupkg",
        ];

        var packed = Directory.GetFiles(repository.Workshop.Packages).Select(file => Path.GetFileName(file));
        Assert.Equal(expected.Order(StringComparer.Ordinal), packed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_holds_its_assembly_its_documentation_and_its_readme_and_nothing_else(string id)
    {
        using var package = repository.Open(id);
        using var symbols = repository.OpenSymbols(id);

        Assert.Equal([$"{id}.nuspec", "README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"], package.Files);
        Assert.Equal([$"{id}.nuspec", $"lib/net10.0/{id}.pdb"], symbols.Files);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Package_says_what_it_is_and_names_no_place(string id)
    {
        using var package = repository.Open(id);

        Assert.Equal(id, package.Find("id")!.Value);
        Assert.Equal(PackedRepository.Version, package.Find("version")!.Value);
        Assert.Equal("The Monocoque.AspNetCore authors", package.Find("authors")!.Value);
        Assert.NotEqual("Package Description", package.Find("description")!.Value);
        Assert.NotEmpty(package.Find("tags")!.Value);
        Assert.NotEmpty(package.Find("copyright")!.Value);
        Assert.Equal("expression", (string?)package.Find("license")!.Attribute("type"));
        Assert.Equal("MIT", package.Find("license")!.Value);
        Assert.Equal("README.md", package.Find("readme")!.Value);
        Assert.Equal($"# {id}", package.ReadText("README.md").Split('\n')[0].TrimEnd());
        Assert.Null(package.Find("projectUrl"));
        Assert.Null(package.Find("repository")?.Attribute("url"));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_depends_on_what_it_stands_on_and_on_nothing_else(string id)
    {
        using var package = repository.Open(id);
        var (_, references) = Symbols.Surface(package.Read($"lib/net10.0/{id}.dll"));

        var group = Assert.Single(package.FindAll("dependencies").Elements());
        Assert.Equal("net10.0", (string?)group.Attribute("targetFramework"));
        Assert.Equal(
            s_dependencies[id].Select(dependency => ((string?)dependency, (string?)PackedRepository.Version)),
            group.Elements().Select(Named).Order());
        Assert.Equal(
            references.Any(reference => reference.StartsWith("Microsoft.", StringComparison.Ordinal)) ? [WebServer] : [],
            package.FindAll("frameworkReference").Select(element => (string)element.Attribute("name")!));
        Assert.Subset(Reached(id), references.Where(reference => reference.StartsWith("Monocoque", StringComparison.Ordinal)).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Documentation_has_every_public_type(string id)
    {
        using var package = repository.Open(id);
        var (types, _) = Symbols.Surface(package.Read($"lib/net10.0/{id}.dll"));

        using var xml = new MemoryStream(package.Read($"lib/net10.0/{id}.xml"));
        var documented = XDocument.Load(xml).Descendants("member").Select(member => (string)member.Attribute("name")!).ToHashSet();

        Assert.NotEmpty(types);
        Assert.Superset(types.ToHashSet(), documented);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Symbols_belong_to_the_assembly_and_do_not_tell_where_it_was_built(string id)
    {
        using var package = repository.Open(id);
        using var symbols = repository.OpenSymbols(id);
        var assembly = package.Read($"lib/net10.0/{id}.dll");

        var (symbolsId, documents) = Symbols.Read(symbols.Read($"lib/net10.0/{id}.pdb"));

        Assert.True(Symbols.IsReproducible(assembly));
        Assert.Equal(Symbols.IdIn(assembly), symbolsId);
        Assert.NotEmpty(documents);
        Assert.All(documents, document => Assert.StartsWith("/_/", document, StringComparison.Ordinal));
    }

    [Fact]
    public void Templates_hold_the_template_with_the_version_they_came_with()
    {
        using var package = repository.Open("Monocoque.Templates");
        const string Template = "content/monocoque-web";

        Assert.Equal("Template", (string?)Assert.Single(package.FindAll("packageType")).Attribute("name"));
        Assert.Empty(package.FindAll("dependency"));
        Assert.Equal(
            [
                "Monocoque.Templates.nuspec",
                "README.md",
                $"{Template}/.template.config/dotnetcli.host.json",
                $"{Template}/.template.config/template.json",
                $"{Template}/MonocoqueWeb1.Tests/MonocoqueWeb1.Tests.csproj",
                $"{Template}/MonocoqueWeb1.Tests/ServerTests.cs",
                $"{Template}/MonocoqueWeb1.csproj",
                $"{Template}/Program.cs",
                $"{Template}/Properties/launchSettings.json",
                $"{Template}/appsettings.json",
            ],
            package.Files);
        Assert.Contains(
            $"""<PackageReference Include="Monocoque.AspNetCore" Version="{PackedRepository.Version}" />""",
            package.ReadText($"{Template}/MonocoqueWeb1.csproj"), StringComparison.Ordinal);
    }

    private static (string? Id, string? Version) Named(XElement dependency) =>
        ((string?)dependency.Attribute("id"), (string?)dependency.Attribute("version"));

    /// <summary>What comes with a package, its dependencies' dependencies included.</summary>
    private static HashSet<string> Reached(string id) => [.. s_dependencies[id], .. s_dependencies[id].SelectMany(Reached)];
}
