namespace Monocoque.Conformance.Catalogue;

/// <summary>All that is to be proved.</summary>
internal static class Entries
{
    internal static IReadOnlyList<Section> Sections { get; } =
    [
        RequestReplyEntries.Section,
        DealerRouterEntries.Section,
        PipelinesEntries.Section,
        PublishSubscribeEntries.Section,
        FlowControlEntries.Section,
        LifecycleEntries.Section,
        HandshakesEntries.Section,
        SecurityEntries.Section,
        MessagesEntries.Section,
        StreamsEntries.Section,
        DraftsEntries.Section,
        MonitorsAndProxiesEntries.Section,
        OtherTransportsEntries.Section,
        FuzzingEntries.Section,
        UnitsEntries.Section,
        PeersOfNetMQEntries.Section,
        PeersOfRzmqEntries.Section,
    ];
}
