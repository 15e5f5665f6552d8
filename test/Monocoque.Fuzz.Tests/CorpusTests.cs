using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Targets;
using Monocoque.Shared;

namespace Monocoque.Fuzz.Tests;

/// <summary>Every input that the fuzzer ever kept, those that broke something among them, is fed again.</summary>
public sealed class CorpusTests
{
    private static readonly string s_root = Path.Combine(RepositoryRoot.Path, "test", "Monocoque.Fuzz", "Corpus");

    public static TheoryData<string> Targets => [.. AllTargets.List.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Corpus_is_survived(string name)
    {
        var target = AllTargets.Find(name)!;
        var files = Directory.GetFiles(Path.Combine(s_root, name));
        Assert.NotEmpty(files);
        Assert.All(files, file => target.Run(File.ReadAllBytes(file), new Trace()));
    }

    [Fact]
    public void Every_folder_of_the_corpus_has_a_target() =>
        Assert.Equal(
            AllTargets.List.Select(static target => target.Name).Order(), Directory.GetDirectories(s_root).Select(static folder => Path.GetFileName(folder)).Order());

    [Fact]
    public async Task Running_sockets_of_all_types_go_on_serving_while_strangers_talk()
    {
        var log = new StringWriter();
        var server = new Live.LiveServer(seed: 1, new Corpus(s_root, "session"), log);
        var isGood = await server.RunAsync(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        Assert.True(isGood, log.ToString());
    }

    /// <summary>A little of what the program does for hours.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void Inputs_of_the_grammar_and_their_variations_are_survived(string name)
    {
        var target = AllTargets.Find(name)!;
        var random = new Random(name.Length);
        for (var i = 0; i < 150; i++)
        {
            var input = target.Make(random);
            target.Run(input, new Trace());
            target.Run(target.Vary(input, target.Make(random), random), new Trace());
        }
    }
}
