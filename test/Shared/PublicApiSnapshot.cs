using System.Reflection;

namespace Monocoque.Shared;

/// <summary>
/// Compares what an assembly offers to its users with what is written down in <c>test/PublicApi</c>, so that no change of it goes unseen.
/// </summary>
internal static class PublicApiSnapshot
{
    private const string UpdateVariable = "MONOCOQUE_UPDATE_PUBLIC_API";

    internal static void AssertUnchanged(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        var file = Path.Combine(RepositoryRoot.Path, "test", "PublicApi", $"{name}.txt");
        var actual = PublicApiPrinter.Print(assembly);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }
        var expected = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (expected != actual)
            Assert.Fail(Describe(name, Lines(expected), Lines(actual)));
    }

    /// <summary>Each line with the type it belongs to, so that equal lines of two types are not taken for each other.</summary>
    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        var type = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith(' '))
                type = line.Split(" : ")[0];
            lines.Add(line.StartsWith(' ') ? $"{type} ::{line}" : line);
        }
        return lines;
    }

    private static string Describe(string name, List<string> expected, List<string> actual)
    {
        var removed = expected.Except(actual, StringComparer.Ordinal).Select(line => $"- {line}");
        var added = actual.Except(expected, StringComparer.Ordinal).Select(line => $"+ {line}");
        return $"""
            The public surface of {name} is not the one in test/PublicApi/{name}.txt:
            {string.Join('\n', removed.Concat(added))}
            If that is intended, run the tests once with {UpdateVariable}=1 and commit the file. A line with - breaks users.
            """;
    }
}
