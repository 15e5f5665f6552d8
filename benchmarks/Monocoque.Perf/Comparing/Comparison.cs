using Monocoque.Perf.Reporting;
using Monocoque.Perf.Scenarios;

namespace Monocoque.Perf.Comparing;

/// <summary>
/// The command <c>compare</c>: first every contestant carries messages whose contents and order are checked; then, for each scenario,
/// rounds in which they take turns (A B A B), so that what changes on the machine over time meets all of them.
/// </summary>
internal sealed class Comparison(ComparisonOptions options)
{
    private readonly List<Run> _runs = [];
    private readonly Progress _progress = new(options);

    /// <returns>0, or 1 if runs were rejected.</returns>
    internal static async Task<int> RunAsync(ComparisonOptions options)
    {
        await Conditions.RequireAsync(options.CountSystemCalls ? [ExternalTool.Gcc, SystemCalls.Perf] : [ExternalTool.Gcc], options.Force);
        var version = await NativePrograms.CompileAsync();
        var head = new ReportHead(Machine.Read(), version, options);
        var comparison = new Comparison(options);
        if (!options.SkipVerify)
            await Verification.RunAsync(options);
        await comparison.MeasureAsync();
        Publication.Write(head, comparison._runs);
        return comparison._runs.Exists(static run => run.Rejected is not null) ? 1 : 0;
    }

    private async Task MeasureAsync()
    {
        foreach (var scenario in options.Scenarios)
        {
            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var contestant in options.Contestants.Where(scenario.Suits))
                    await MeasureAsync(scenario, round, contestant);
            }
            if (options.CountSystemCalls)
                await CountAsync(scenario);
        }
    }

    /// <summary>Has no round: it counts, but does not measure.</summary>
    private async Task CountAsync(Scenario scenario)
    {
        foreach (var contestant in options.Contestants.Where(scenario.Suits))
        {
            var run = Start(scenario, round: 0, contestant);
            _runs.Add(run with { Values = await scenario.CountAsync(contestant, options) });
        }
    }

    /// <summary>A run that others have disturbed is listed, and made again.</summary>
    private async Task MeasureAsync(Scenario scenario, int round, Contestant contestant)
    {
        const int MostAttempts = 3;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var run = await RunOnceAsync(scenario, round, contestant);
            _runs.Add(run);
            _progress.Say(scenario, run);
            if (run.Rejected is null)
                break;
        }
    }

    private async Task<Run> RunOnceAsync(Scenario scenario, int round, Contestant contestant)
    {
        var run = Start(scenario, round, contestant);
        var window = new SystemWindow();
        try
        {
            var values = await scenario.MeasureAsync(contestant, options);
            // Both processes have ended, so their time counts as that of children.
            var share = window.End();
            return run with
            {
                Values = values,
                ForeignShare = share.Foreign,
                StolenShare = share.Stolen,
                Rejected = options.Force ? null : share.Fault,
            };
        }
        catch (Exception exception) when (exception is InvalidDataException or TimeoutException)
        {
            return run with { Rejected = exception.Message };
        }
    }

    private static Run Start(Scenario scenario, int round, Contestant contestant) => new()
    {
        Scenario = scenario.Name,
        Round = round,
        Arm = contestant.Name,
        Start = DateTimeOffset.UtcNow,
        LoadAverage = LoadAverage.Read(),
    };
}
