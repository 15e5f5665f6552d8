namespace Monocoque.Zmtp;

/// <summary>What <see cref="FrameDecoder.Read"/> found.</summary>
internal enum FrameEvent
{
    NeedMoreData,
    Message,

    /// <summary>The body of a command.</summary>
    Command,

    /// <summary>The body of a message that is a subscription: 1 or 0, then a topic.</summary>
    Subscription,
    Failed,
}
