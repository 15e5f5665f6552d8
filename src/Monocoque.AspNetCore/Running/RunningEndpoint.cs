using Monocoque.Endpoints;

namespace Monocoque.Running;

/// <summary>A mapping with its pipeline built.</summary>
internal sealed class RunningEndpoint(ZmqMapping mapping, string displayName)
{
    private readonly byte[] _topic = System.Text.Encoding.UTF8.GetBytes(mapping.Topic ?? "");

    internal string DisplayName { get; } = displayName;

    internal ZmqDelegate Pipeline { get; } = mapping.BuildPipeline();

    internal Func<ZmqContext, Exception, ValueTask>? OnError { get; } = mapping.OnError;

    internal IZmqContextPropagator? Propagator { get; } = mapping.Propagator;

    internal int TopicLength => _topic.Length;

    /// <summary>Whether the message is for this endpoint: on SUB the topic says, elsewhere there is only one.</summary>
    internal bool Takes(ZmqMessage message) => _topic.Length == 0 || (message.Count > 0 && message.First.Span.StartsWith(_topic));
}
