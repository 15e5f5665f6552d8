using Monocoque.Fuzz.Engine;

namespace Monocoque.Fuzz.Targets;

/// <summary>Everything that can be fuzzed.</summary>
internal static class AllTargets
{
    internal static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new GreetingTarget(),
        HandshakeTarget.Null,
        HandshakeTarget.AskedNull,
        HandshakeTarget.PlainClient,
        HandshakeTarget.PlainServer,
        new CurveServerTarget(),
        new CurveClientTarget(),
        new TrafficTarget(),
        new FrameTarget(),
        new CommandTarget(),
        new MetadataTarget(),
        new SubscriptionTarget(),
        new EndpointTarget(),
        new Z85Target(),
        new WebSocketTarget(),
        new SessionTarget(),
    ];

    internal static FuzzTarget? Find(string name) => List.FirstOrDefault(target => target.Name == name);
}
