using System.Globalization;

namespace Monocoque.Benchmarking;

/// <summary>Options with two dashes, each followed by its values, which may also stand together with commas.</summary>
internal static class CommandLine
{
    /// <summary>Takes one option after the other. What stands before the first is not an option and has no place.</summary>
    internal static void Read(ReadOnlySpan<string> arguments, Action<string, string[]> set)
    {
        while (!arguments.IsEmpty)
        {
            var name = arguments[0];
            arguments = arguments[1..];
            var count = 0;
            while (count < arguments.Length && !IsOption(arguments[count]))
                count++;
            string[] values = [.. arguments[..count]];
            set(name, [.. values.SelectMany(static value => value.Split(',', StringSplitOptions.RemoveEmptyEntries))]);
            arguments = arguments[count..];
        }
    }

    internal static bool IsOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    internal static int Number(string name, string[] values) =>
        int.TryParse(Single(name, values), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new BenchException($"{name} needs a whole number of at least 1, not '{values[0]}'.");

    internal static double Seconds(string name, string[] values) =>
        double.TryParse(Single(name, values), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new BenchException($"{name} needs a number of seconds, not '{values[0]}'.");

    internal static string Single(string name, string[] values) =>
        values is [var value] ? value : throw new BenchException($"{name} needs one value.");

    internal static string[] Several(string name, string[] values) =>
        values.Length > 0 ? values : throw new BenchException($"{name} needs at least one name.");
}
