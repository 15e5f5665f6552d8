namespace Monocoque.Fuzz.Engine;

/// <summary>The words of an error without those that the input chose, so that the same error is the same feature.</summary>
internal static class Words
{
    private const int Most = 8;

    /// <summary>The first words, up to one in quotes; of these the ones of small letters.</summary>
    internal static string Of(string reason)
    {
        const string Command = "the command ";
        if (reason.StartsWith(Command, StringComparison.Ordinal))
            reason = reason[Math.Max(reason.LastIndexOf(" has ", StringComparison.Ordinal), 0)..];
        var words = reason.Split('\'')[0].Split(' ').Where(static word => word.Length > 0 && word.All(static c => char.IsAsciiLetterLower(c) || c is ',' or '.'));
        return string.Join(' ', words.Take(Most));
    }
}
