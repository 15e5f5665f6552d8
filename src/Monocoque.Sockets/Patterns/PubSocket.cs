using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>PUB (RFC 29): publishes, and keeps the subscriptions to itself.</summary>
internal sealed class PubSocket : PublisherSocket, IPubSocket
{
    internal PubSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch) => Drop(batch);

    protected override void Apply(Pipe pipe, ReadOnlySpan<byte> topic, bool subscribe)
    {
        if (subscribe)
            Subscriptions.Add(topic, pipe);
        else
            Subscriptions.Remove(topic, pipe);
    }
}
