namespace Monocoque.Zmtp;

/// <summary>Patterns whose RFCs are drafts: they may change, and so may we.</summary>
internal static class Drafts
{
    /// <summary>What a user has to suppress to use them.</summary>
    internal const string DiagnosticId = "MONOCOQUE001";

    /// <summary>The types whose messages have one frame.</summary>
    internal static bool IsSinglePart(ZmqSocketType? type) => type is ZmqSocketType.Client or ZmqSocketType.Server or ZmqSocketType.Gather
        or ZmqSocketType.Scatter or ZmqSocketType.Peer or ZmqSocketType.Channel or ZmqSocketType.Radio or ZmqSocketType.Dish;
}
