namespace Monocoque.Shared;

/// <summary>Compares something with what is written down in <c>test/PublicApi</c>, so that no change of it goes unseen.</summary>
internal static class TextSnapshot
{
    internal const string UpdateVariable = "MONOCOQUE_UPDATE_PUBLIC_API";

    /// <param name="name">The file.</param>
    /// <param name="actual">Lines as they are now.</param>
    /// <param name="consequence">What a change means to users.</param>
    internal static void AssertUnchanged(string name, string actual, string consequence)
    {
        var file = Path.Combine(RepositoryRoot.Path, "test", "PublicApi", name);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }
        var expected = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (expected == actual)
            return;
        var removed = expected.Split('\n').Except(actual.Split('\n'), StringComparer.Ordinal).Select(static line => $"- {line}");
        var added = actual.Split('\n').Except(expected.Split('\n'), StringComparer.Ordinal).Select(static line => $"+ {line}");
        Assert.Fail($"""
            This is not what stands in test/PublicApi/{name}:
            {string.Join('\n', removed.Concat(added))}
            If that is intended, run the tests once with {UpdateVariable}=1 and commit the file. {consequence}
            """);
    }
}
