using System.Globalization;
using Monocoque.Fuzz.Targets;
using Monocoque.Shared;

namespace Monocoque.Fuzz;

/// <summary>The command line.</summary>
internal sealed record Arguments(string Target, TimeSpan Duration, int Seed, string Corpus, bool Distills = false)
{
    internal const string Live = "live";

    internal static string Usage => $"""
        dotnet run -c Release --project test/Monocoque.Fuzz -- [TARGET|all|live] [--seconds N] [--seed S] [--corpus DIRECTORY] [--distill]

        Feeds TARGET (default: all, one after the other) for N seconds each (default 60; 0: no end, until Ctrl+C). What goes somewhere new is kept in the corpus
        (default test/Monocoque.Fuzz/Corpus), and so is what breaks something, as found-*.bin; the exit code is then 1. The same seed makes the same inputs.
        live: strangers say such inputs to running sockets of all types over tcp, N seconds for each, while a good peer has to get what it asks for.
        --distill: feeds nothing new, and removes from the corpus what goes nowhere that the rest does not go.

        Targets: {string.Join(", ", AllTargets.List.Select(static target => target.Name))}
        """;

    /// <exception cref="FormatException">Something is not understood; the message says what.</exception>
    internal static Arguments Parse(IReadOnlyList<string> words)
    {
        var result = new Arguments("all", TimeSpan.FromSeconds(60), Random.Shared.Next(), Path.Combine(RepositoryRoot.Path, "test", "Monocoque.Fuzz", "Corpus"));
        for (var i = 0; i < words.Count; i++)
        {
            result = words[i] switch
            {
                "--seconds" => result with { Duration = DurationOf(Number(words, ++i)) },
                "--seed" => result with { Seed = Number(words, ++i) },
                "--distill" => result with { Distills = true },
                "--corpus" => result with { Corpus = Value(words, ++i) },
                var word when word.StartsWith('-') => throw new FormatException($"The option {word} is not known."),
                var word when word is not ("all" or Live) && AllTargets.Find(word) is null => throw new FormatException($"There is no target {word}."),
                var word => result with { Target = word },
            };
        }
        return result;
    }

    private static TimeSpan DurationOf(int seconds) => seconds == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds);

    private static string Value(IReadOnlyList<string> words, int at) =>
        at < words.Count ? words[at] : throw new FormatException($"{words[at - 1]} needs a value.");

    private static int Number(IReadOnlyList<string> words, int at) =>
        int.TryParse(Value(words, at), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{words[at - 1]} needs a number, not {words[at]}.");
}
