using Monocoque.Hosting;

namespace Monocoque.Endpoints;

/// <summary>One <c>MapZmq…</c> call: the socket, the handler, and what the convention builder adds. Fixed once the host has started.</summary>
internal sealed class ZmqMapping(SocketPlan plan, ZmqDelegate? handler, string? topic)
{
    private readonly List<Func<ZmqDelegate, ZmqDelegate>> _filters = [];

    internal SocketPlan Plan { get; } = plan;

    /// <summary>Null on a socket that only sends.</summary>
    internal ZmqDelegate? Handler { get; } = handler;

    internal string? Topic { get; } = topic;

    internal int Concurrency { get; set; } = 1;

    internal Func<ZmqContext, Exception, ValueTask>? OnError { get; set; }

    /// <summary>Null: messages carry no context of a trace.</summary>
    internal IZmqContextPropagator? Propagator { get; set; }

    /// <summary>What is verified when the host starts. Each throws what is wrong.</summary>
    internal IReadOnlyList<Action> StartChecks { get; init; } = [];

    internal bool IsFrozen { get; set; }

    /// <summary>The socket belongs to a proxy.</summary>
    internal bool IsProxied { get; init; }

    internal string DisplayName => Topic is null ? $"ZMQ {Plan}" : $"ZMQ {Plan}, topic '{Topic}'";

    internal void AddFilter(Func<ZmqDelegate, ZmqDelegate> filter) => _filters.Add(filter);

    /// <summary>The handler inside its filters; the one written first is outermost and runs first.</summary>
    internal ZmqDelegate BuildPipeline()
    {
        var pipeline = Handler ?? throw new InvalidOperationException($"{Plan} has no handler.");
        for (var i = _filters.Count - 1; i >= 0; i--)
        {
            pipeline = _filters[i](pipeline)
                ?? throw new InvalidOperationException($"A filter of {DisplayName} returned null. It must return a ZmqDelegate, for example next.");
        }
        return pipeline;
    }
}
