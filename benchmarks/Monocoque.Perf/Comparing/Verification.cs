using Monocoque.Perf.Scenarios;

namespace Monocoque.Perf.Comparing;

/// <summary>
/// The same traffic with other contents in each message, each octet and the order checked at the receiving end; also between libzmq's
/// ends and ours. It is not measured: checking takes time.
/// </summary>
internal static class Verification
{
    internal static async Task RunAsync(ComparisonOptions options)
    {
        foreach (var scenario in options.Scenarios)
        {
            var contestants = options.Contestants.Union(ContestantCatalog.Mixed);
            foreach (var contestant in contestants.Where(contestant => contestant.CarriesMessages && scenario.Suits(contestant)))
                await VerifyAsync(scenario, contestant);
        }
    }

    private static async Task VerifyAsync(Scenario scenario, Contestant contestant)
    {
        try
        {
            var messages = await scenario.VerifyAsync(contestant);
            if (messages > 0)
                await Console.Error.WriteLineAsync($"{scenario.Name} {contestant.Name}: {messages:N0} messages came as they were sent");
        }
        catch (Exception exception) when (exception is InvalidDataException or TimeoutException)
        {
            throw new BenchException(
                $"{scenario.Name} {contestant.Name} does not carry messages as they are sent: its speed is of no interest. {exception.Message}",
                exception);
        }
    }
}
