using System.Diagnostics.CodeAnalysis;

namespace Monocoque.Fuzz.Engine;

/// <summary>An invariant does not hold: what was found is a bug, of the library or of the target.</summary>
internal sealed class Finding(string message) : Exception(message)
{
    /// <exception cref="Finding">The invariant does not hold.</exception>
    internal static void Unless([DoesNotReturnIf(false)] bool holds, string message)
    {
        if (!holds)
            throw new Finding(message);
    }
}
