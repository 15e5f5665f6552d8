namespace Monocoque.Docs.Markdown;

/// <summary>
/// A fenced block of code, with what a comment before it says: <c>&lt;!-- code: … --&gt;</c> tells the tests, and nobody else, what the block is a part of.
/// </summary>
/// <param name="File">The path in the repository.</param>
/// <param name="Line">The number of the first line inside the fences, from 1.</param>
/// <param name="Language">What stands behind the opening fence.</param>
/// <param name="Note">What the comment says; empty where there is none.</param>
/// <param name="Text">The lines between the fences.</param>
internal sealed record CodeBlock(string File, int Line, string Language, string Note, string Text)
{
    private const string Unchecked = "unchecked:";

    /// <summary>How a test names the block.</summary>
    internal string Place => $"{File}:{Line}";

    /// <summary>Why no test looks at the block; null for one that is looked at.</summary>
    internal string? Excuse => Note.StartsWith(Unchecked, StringComparison.Ordinal) ? Note[Unchecked.Length..].Trim() : null;
}
