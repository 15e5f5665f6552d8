namespace Monocoque.TransportBench.Measuring;

/// <summary>What a server, and the machine around it, use from the beginning of a measurement to its end.</summary>
internal sealed class MeasuredWindow
{
    private readonly int _serverId;
    private readonly SystemWindow _system = new();
    private readonly ProcessUsage _server;

    internal MeasuredWindow(int serverId)
    {
        _serverId = serverId;
        _server = ProcessUsage.Read(serverId);
    }

    internal WindowUsage End()
    {
        var server = ProcessUsage.Read(_serverId);
        var processor = server.Processor - _server.Processor;
        return new WindowUsage(_system.End(processor), processor, server.SwitchesSince(_server));
    }
}

/// <summary>The use between two moments.</summary>
/// <param name="System">Of the machine.</param>
/// <param name="Processor">Processor time of the server.</param>
/// <param name="Switches">Context switches of the server.</param>
internal sealed record WindowUsage(SystemShare System, TimeSpan Processor, long Switches);
