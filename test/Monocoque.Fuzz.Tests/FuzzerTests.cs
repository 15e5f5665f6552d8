using Monocoque.Fuzz.Engine;

namespace Monocoque.Fuzz.Tests;

/// <summary>The fuzzer itself: it finds what is there to be found, and keeps it.</summary>
public sealed class FuzzerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fuzzer").FullName;

    [Fact]
    public void Bug_behind_three_octets_is_found_made_small_and_kept()
    {
        var target = new Lock("abc");
        var log = new StringWriter();
        var corpus = new Corpus(_folder, target.Name);

        var report = new Fuzzer(target, corpus, seed: 1, log).Run(TimeSpan.FromMinutes(1), target.Opened);

        Assert.Equal(1, report.Findings);
        Assert.Equal("abc"u8.ToArray(), File.ReadAllBytes(Assert.Single(Directory.GetFiles(Path.Combine(_folder, target.Name), "found-*"))));
        Assert.Contains("the lock is open", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Kept_inputs_are_the_beginning_of_the_next_run()
    {
        var first = new Lock("abc");
        new Fuzzer(first, new Corpus(_folder, first.Name), seed: 1, TextWriter.Null).Run(TimeSpan.FromMinutes(1), first.Opened);

        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var report = new Fuzzer(new Lock("abc"), new Corpus(_folder, first.Name), seed: 2, TextWriter.Null).Run(TimeSpan.FromMinutes(1), stopped.Token);

        Assert.Equal(1, report.Findings);
    }

    [Fact]
    public void Smaller_input_is_kept_only_if_it_does_the_same() =>
        Assert.Equal("x"u8.ToArray(), Minimizer.Minimize("aaaaxbbbbbbb"u8.ToArray(), static input => input.Contains((byte)'x')));

    [Fact]
    public void Corpus_is_distilled_to_what_shows_everything()
    {
        var target = new Lock("abc");
        var corpus = new Corpus(_folder, target.Name);
        foreach (var input in new[] { "", "a", "ab", "aa", "ax" })
            corpus.Add(System.Text.Encoding.ASCII.GetBytes(input));

        Distiller.Distill(target, corpus);

        Assert.Equal(["ab"], new Corpus(_folder, target.Name).Inputs.Select(System.Text.Encoding.ASCII.GetString));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Breaks at one word, and shows how far an input got.</summary>
    private sealed class Lock(string word) : FuzzTarget
    {
        private readonly CancellationTokenSource _opened = new();

        internal CancellationToken Opened => _opened.Token;

        internal override string Name => "lock";

        internal override IEnumerable<byte[]> Seeds => [[]];

        internal override byte[] Make(Random random) => [(byte)random.Next(256)];

        internal override byte[] Vary(byte[] input, byte[] other, Random random) => Grammar.OctetMutator.Vary(input, other, random);

        internal override void Run(ReadOnlySpan<byte> input, Trace trace)
        {
            trace.Add("closed");
            for (var i = 0; i < input.Length && i < word.Length && input[i] == word[i]; i++)
            {
                trace.Add("further", i);
                if (i + 1 < word.Length)
                    continue;
                _opened.Cancel();
                throw new Finding("the lock is open");
            }
        }
    }
}
