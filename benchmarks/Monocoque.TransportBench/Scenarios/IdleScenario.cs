using System.Net.Sockets;
using System.Text;
using Monocoque.TransportBench.Comparing;
using Monocoque.TransportBench.Measuring;
using Monocoque.TransportBench.Serving;

namespace Monocoque.TransportBench.Scenarios;

/// <summary>
/// Thousands of connections that have each done one exchange and then say nothing: what they hold after a collection, and what the server does meanwhile.
/// The exchange proves that every one of them is accepted and served.
/// </summary>
internal sealed class IdleScenario(string name, string title, bool http) : Scenario(name, title)
{
    /// <summary>Enough to have run every path once before the memory without connections is read.</summary>
    private const int WarmUpConnections = 200;

    /// <summary>What the collection and the compiler still do in the background is not idling.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(3);

    private static readonly byte[] s_request = Encoding.ASCII.GetBytes("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n");

    internal override IReadOnlyList<Metric> Metrics { get; } =
        [new("resident", "resident bytes/connection"), new("heap", "heap bytes/connection"), new("idle", "idle CPU ms/s")];

    internal override async Task WarmUpAsync(ServerProcess server, ComparisonOptions options) => Close(await OpenAsync(server, WarmUpConnections));

    internal override async Task<Observation> MeasureAsync(ServerProcess server, ComparisonOptions options)
    {
        RequireFiles(options.IdleConnections);
        var before = await ReadMemoryAsync(server);
        var connections = await OpenAsync(server, options.IdleConnections);
        try
        {
            var after = await ReadMemoryAsync(server);
            await Task.Delay(s_settling);
            var quiet = new MeasuredWindow(server.Id);
            await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
            var use = quiet.End();
            return new Observation(connections.Count, new()
            {
                ["resident"] = (double)(after.Resident - before.Resident) / connections.Count,
                ["heap"] = (double)(after.Heap - before.Heap) / connections.Count,
                ["idle"] = use.Processor.TotalMilliseconds / use.System.Elapsed.TotalSeconds,
            })
            {
                Fault = connections.Exists(static socket => socket.Poll(0, SelectMode.SelectRead)) ? "the server closed or wrote to an idle connection" : null,
            };
        }
        finally
        {
            Close(connections);
        }
    }

    private static async Task<(long Resident, long Heap)> ReadMemoryAsync(ServerProcess server)
    {
        var report = await server.AskAsync(ControlChannel.Collect);
        return (ProcessUsage.ReadResidentBytes(server.Id), report.HeapBytes);
    }

    /// <summary>One after the other, so that the memory is that of connections and not of a crowd at the door.</summary>
    private Task<List<Socket>> OpenAsync(ServerProcess server, int count) => LoopbackClient.RunAsync(() =>
    {
        var sockets = new List<Socket>(count);
        try
        {
            while (sockets.Count < count)
            {
                sockets.Add(LoopbackClient.Connect(http ? server.Ports.Http : server.Ports.Echo));
                Exchange(sockets[^1]);
            }
            return sockets;
        }
        catch
        {
            Close(sockets);
            throw;
        }
    });

    private static void Exchange(Socket socket)
    {
        socket.Send(s_request);
        // The answers are smaller than a segment, so they come in one piece.
        if (socket.Receive(new byte[1024]) == 0)
            throw new InvalidDataException("The server closed a connection.");
    }

    private static void Close(List<Socket> sockets) => sockets.ForEach(static socket => socket.Dispose());

    private static void RequireFiles(int connections)
    {
        // "Max open files  soft  hard  files"; the runtime has raised the soft limit to the hard one.
        var line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var limit = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        if (limit != "unlimited" && ProcFile.Number(limit) < connections + 500)
            throw new BenchException($"{connections} connections need as many open files and this process may have {limit}. Raise it with ulimit -n, or say --idle-connections.");
    }
}
