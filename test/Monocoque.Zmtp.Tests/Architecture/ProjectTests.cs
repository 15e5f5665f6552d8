using System.Xml.Linq;
using Monocoque.Shared;

namespace Monocoque.Architecture;

/// <summary>The order of the packages: arrows go down only, so that each can be used without those above it.</summary>
public class ProjectTests
{
    /// <summary>Each project of <c>src</c> with the projects it may refer to.</summary>
    private static readonly Dictionary<string, string[]> s_below = new(StringComparer.Ordinal)
    {
        ["Monocoque.Zmtp"] = [],
        ["Monocoque.Sockets"] = ["Monocoque.Zmtp"],
        ["Monocoque.AspNetCore"] = ["Monocoque.Sockets", "Monocoque.Zmtp", "Monocoque.Transport.IoUring"],
        ["Monocoque.Transport.IoUring"] = [],
    };

    public static TheoryData<string> Projects { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_refers_only_to_those_below_it(string project)
    {
        Assert.True(s_below.TryGetValue(project, out var below), $"{project} is new: say here which projects are below it.");

        Assert.Empty(References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Except(below));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_brings_no_package_to_its_users(string project) => Assert.Empty(References(project, "PackageReference"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_stands_on_the_shared_framework_or_on_less(string project) =>
        Assert.Empty(References(project, "FrameworkReference").Except(["Microsoft.AspNetCore.App"]));

    [Fact]
    public void Protocol_stands_on_the_base_framework_alone() => Assert.Empty(References("Monocoque.Zmtp", "FrameworkReference"));

    [Fact]
    public void Packages_of_all_projects_are_for_the_build_only()
    {
        var packages = XDocument.Load(Path.Combine(RepositoryRoot.Path, "src", "Directory.Build.props")).Descendants("PackageReference");

        Assert.All(packages, package => Assert.Equal("all", package.Attribute("PrivateAssets")?.Value));
    }

    [Fact]
    public void Built_protocol_refers_to_the_base_framework_alone()
    {
        var references = typeof(ZmqMessage).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.All(references, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(RepositoryRoot.Path, "src", project, $"{project}.csproj"))
            .Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);
}
