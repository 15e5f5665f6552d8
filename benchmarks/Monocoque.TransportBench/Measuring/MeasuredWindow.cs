using System.Diagnostics;

namespace Monocoque.TransportBench.Measuring;

/// <summary>What a server, and the machine around it, use from the beginning of a measurement to its end.</summary>
internal sealed class MeasuredWindow
{
    private readonly int _serverId;
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly SystemUsage _system = SystemUsage.Read();
    private readonly ProcessUsage _server;

    internal MeasuredWindow(int serverId)
    {
        _serverId = serverId;
        _server = ProcessUsage.Read(serverId);
    }

    internal WindowUsage End()
    {
        var server = ProcessUsage.Read(_serverId);
        var system = SystemUsage.Read();
        var elapsed = Stopwatch.GetElapsedTime(_begin);
        var processor = server.Processor - _server.Processor;
        var capacity = elapsed * Environment.ProcessorCount;
        var foreign = system.Busy - _system.Busy - (system.Own - _system.Own) - processor;
        return new WindowUsage(
            elapsed,
            processor,
            server.SwitchesSince(_server),
            Math.Max(0, foreign / capacity),
            (system.Stolen - _system.Stolen) / capacity);
    }
}

/// <summary>The use between two moments.</summary>
/// <param name="Elapsed">Between them.</param>
/// <param name="Processor">Processor time of the server.</param>
/// <param name="Switches">Context switches of the server.</param>
/// <param name="ForeignShare">Share of the machine that went to programs that have no part in the comparison, 0 to 1.</param>
/// <param name="StolenShare">Share of the machine that the hypervisor took away, 0 to 1.</param>
internal sealed record WindowUsage(TimeSpan Elapsed, TimeSpan Processor, long Switches, double ForeignShare, double StolenShare);
