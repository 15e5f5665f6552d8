using System.Globalization;

namespace Monocoque.Benchmarking;

/// <summary>Reads the files of <c>/proc</c>.</summary>
internal static class ProcFile
{
    /// <summary>The unit of processor times there: a hundredth of a second, whatever the kernel's own clock does.</summary>
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    internal static long Number(ReadOnlySpan<char> text) => long.Parse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);

    /// <summary>The fields of a <c>stat</c> file from the third on; the second is a name that may contain anything, in parentheses.</summary>
    internal static string[] StatFields(string path)
    {
        var text = File.ReadAllText(path);
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    /// <summary>The number after <paramref name="key"/> and a colon.</summary>
    internal static long Value(string path, string key)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith(key, StringComparison.Ordinal) && line[key.Length] == ':')
                return Number(line.AsSpan(key.Length + 1).TrimEnd("kB "));
        }
        throw new InvalidDataException($"{path} has no '{key}'.");
    }
}
