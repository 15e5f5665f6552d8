using System.Text.RegularExpressions;

namespace Monocoque.Sockets.Tests.Model;

/// <summary>A failure of the model can be had again.</summary>
public sealed partial class ProgramsTests
{
    [Fact]
    public async Task A_program_that_fails_is_printed_with_a_seed_that_brings_it_back_at_once()
    {
        var (failed, said) = await FailAsync(seed: null);
        var seed = Assert.Single(Seed().Matches(said)).Groups[1].Value;
        var shortest = $"[|{failed[^1]}|]";
        Assert.Contains(shortest, said, StringComparison.Ordinal);

        var (again, saidAgain) = await FailAsync(seed);
        Assert.Equal(failed, again);
        Assert.Contains(shortest, saidAgain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_seed_of_a_whole_run_brings_back_all_its_programs()
    {
        var (_, said) = await FailAsync(seed: null);
        var seed = SeedOfRun().Match(said).Groups[1].Value;
        var runs = new List<List<string>>();
        for (var i = 0; i < 2; i++)
        {
            var programs = new List<string>();
            await Programs.CheckAsync(20, steps => Note(programs, steps), seed);
            runs.Add(programs);
        }
        Assert.Equal(20, runs[0].Count);
        Assert.Equal(runs[0], runs[1]);
    }

    /// <summary>
    /// Runs programs of which those fail that restart the hub twice or more. Gives those that failed, the last being the shortest, and what was printed.
    /// </summary>
    private static async Task<(List<string> Failed, string Said)> FailAsync(string? seed)
    {
        var failed = new List<string>();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Programs.CheckAsync(
            1000,
            steps => steps.Count(static step => step.Deed == Deed.RestartHub) < 2
                ? Task.CompletedTask
                : Task.FromException(new ModelException($"{Note(failed, steps).Status}")),
            seed));
        return (failed, failure.Message);
    }

    private static Task Note(List<string> programs, Step[] steps)
    {
        programs.Add(string.Join("; ", steps.AsEnumerable()));
        return Task.CompletedTask;
    }

    [GeneratedRegex(@"Replay directly at failing step with (\(\d+,\d+,\d+\))")]
    private static partial Regex Seed();

    [GeneratedRegex(@"tests? \(\d+ shrinks?\) (\(\d+,\d+\))")]
    private static partial Regex SeedOfRun();
}
