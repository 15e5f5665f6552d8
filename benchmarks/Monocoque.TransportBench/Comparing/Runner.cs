using System.Net.Sockets;
using Monocoque.TransportBench.Arms;
using Monocoque.TransportBench.Measuring;
using Monocoque.TransportBench.Scenarios;
using Monocoque.TransportBench.Serving;

namespace Monocoque.TransportBench.Comparing;

/// <summary>Does one run: a fresh server, the same traffic unmeasured, then measured.</summary>
internal sealed class Runner(ComparisonOptions options)
{
    internal async Task<Run> RunAsync(Scenario scenario, int round, Arm arm)
    {
        var run = new Run
        {
            Scenario = scenario.Name,
            Round = round,
            Arm = arm.Name,
            Start = DateTimeOffset.UtcNow,
            LoadAverage = LoadAverage.Read(),
        };
        await using var server = await ServerProcess.StartAsync(arm);
        try
        {
            if (SharedPortProbe.FindFault(arm, server.Ports.Http) is { } fault)
                return run with { Rejected = fault };
            return await MeasureAsync(run, scenario, arm, server);
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidDataException or TimeoutException)
        {
            // Whatever the client noticed first, a server that is gone is the reason.
            return run with { Rejected = await server.FindEndAsync() ?? exception.Message };
        }
    }

    private async Task<Run> MeasureAsync(Run run, Scenario scenario, Arm arm, ServerProcess server)
    {
        await scenario.WarmUpAsync(server, options);
        var before = await server.AskAsync(ControlChannel.Report);
        var window = new MeasuredWindow(server.Id);
        var observation = await scenario.MeasureAsync(server, options);
        var use = window.End();
        var after = await server.AskAsync(ControlChannel.Report);

        var moved = after.Counters.ToDictionary(static counter => counter.Key, counter => counter.Value - before.Counters.GetValueOrDefault(counter.Key));
        if (observation.Work > 0)
        {
            observation.Values["cpu"] = use.Processor.TotalMicroseconds / observation.Work;
            observation.Values["switches"] = use.Switches / observation.Work;
        }
        return run with
        {
            Rejected = observation.Fault ?? FindFault(arm, use, moved),
            ForeignShare = use.System.Foreign,
            StolenShare = use.System.Stolen,
            Values = observation.Values,
            Counters = moved,
        };
    }

    private string? FindFault(Arm arm, WindowUsage use, Dictionary<string, long> moved)
    {
        if (arm.Proof is { } proof && moved.GetValueOrDefault(proof) <= 0)
            return $"the counter {proof} did not move: another transport has served";
        return options.Force ? null : use.System.Fault;
    }
}
