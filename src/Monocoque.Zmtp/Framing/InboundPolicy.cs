namespace Monocoque.Zmtp;

/// <summary>What a socket does with the messages it receives.</summary>
internal enum InboundPolicy
{
    Deliver,

    /// <summary>XPUB: a single frame that starts with 0 or 1 is a subscription, the rest is delivered.</summary>
    DeliverAndSubscribe,

    /// <summary>PUB: the same, but the rest is dropped unseen.</summary>
    SubscribeOnly,

    /// <summary>PUSH, SCATTER, RADIO: nothing that comes is for it.</summary>
    Drop,

    /// <summary>CLIENT, SERVER and their like: messages of one frame are delivered, longer ones are dropped.</summary>
    DeliverSingle,

    /// <summary>DISH: a frame with the group, then one with the body; anything else breaks the protocol.</summary>
    DeliverGroups,
}
