namespace Monocoque.Shared;

/// <summary>Where the sources of this repository are, seen from a test that runs out of its build output.</summary>
internal static class RepositoryRoot
{
    private const string Mark = "Monocoque.AspNetCore.sln";

    internal static string Path { get; } = Find();

    /// <summary>The C# files below a folder of the repository, generated ones left out, with paths as in the repository.</summary>
    internal static IReadOnlyList<string> SourceFiles(string folder)
    {
        var root = System.IO.Path.Combine(Path, folder);
        if (!Directory.Exists(root))
            return [];
        return [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    internal static string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Mark)))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds {Mark}.");
    }
}
