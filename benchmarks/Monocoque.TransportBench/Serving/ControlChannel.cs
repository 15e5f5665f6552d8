using System.Text.Json;

namespace Monocoque.TransportBench.Serving;

/// <summary>
/// Questions and answers between harness and server, a line each, over standard input and output: not over the transport that is being measured. The end of
/// the input ends the server, so none outlives its harness.
/// </summary>
internal sealed class ControlChannel(TransportCounters counters)
{
    /// <summary>Asks for a <see cref="ServerReport"/>.</summary>
    internal const string Report = "report";

    /// <summary>Asks for a <see cref="ServerReport"/> after a collection that gives memory back to the system.</summary>
    internal const string Collect = "collect";

    internal static void Say<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value));

    /// <summary>Answers until the input ends. It blocks, on a thread of its own: the thread pool belongs to the server.</summary>
    internal Task RunAsync() => Task.Factory.StartNew(Answer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Answer()
    {
        while (Console.In.ReadLine() is { } question)
        {
            if (question == Collect)
                UnusedMemory.Release();
            Say(new ServerReport(counters.Read(), GC.GetTotalMemory(forceFullCollection: false)));
        }
    }
}
