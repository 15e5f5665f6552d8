namespace Monocoque.Zmtp;

/// <summary>The names of the socket types on the wire, and who may talk to whom. The relation is symmetric; both ends check it.</summary>
internal static class SocketCompatibility
{
    /// <summary>The type's value of the property <c>Socket-Type</c>.</summary>
    internal static string Name(ZmqSocketType type) => type switch
    {
        ZmqSocketType.Pair => "PAIR",
        ZmqSocketType.Pub => "PUB",
        ZmqSocketType.Sub => "SUB",
        ZmqSocketType.Req => "REQ",
        ZmqSocketType.Rep => "REP",
        ZmqSocketType.Dealer => "DEALER",
        ZmqSocketType.Router => "ROUTER",
        ZmqSocketType.Pull => "PULL",
        ZmqSocketType.Push => "PUSH",
        ZmqSocketType.XPub => "XPUB",
        ZmqSocketType.XSub => "XSUB",
        ZmqSocketType.Server => "SERVER",
        ZmqSocketType.Client => "CLIENT",
        ZmqSocketType.Radio => "RADIO",
        ZmqSocketType.Dish => "DISH",
        ZmqSocketType.Gather => "GATHER",
        ZmqSocketType.Scatter => "SCATTER",
        ZmqSocketType.Peer => "PEER",
        ZmqSocketType.Channel => "CHANNEL",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such socket type."),
    };

    /// <summary>The type a peer named; null if there is none of that name. Upper case counts.</summary>
    internal static ZmqSocketType? Parse(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("PAIR"u8))
            return ZmqSocketType.Pair;
        if (name.SequenceEqual("PUB"u8))
            return ZmqSocketType.Pub;
        if (name.SequenceEqual("SUB"u8))
            return ZmqSocketType.Sub;
        if (name.SequenceEqual("REQ"u8))
            return ZmqSocketType.Req;
        if (name.SequenceEqual("REP"u8))
            return ZmqSocketType.Rep;
        if (name.SequenceEqual("DEALER"u8))
            return ZmqSocketType.Dealer;
        if (name.SequenceEqual("ROUTER"u8))
            return ZmqSocketType.Router;
        if (name.SequenceEqual("PULL"u8))
            return ZmqSocketType.Pull;
        if (name.SequenceEqual("PUSH"u8))
            return ZmqSocketType.Push;
        if (name.SequenceEqual("XPUB"u8))
            return ZmqSocketType.XPub;
        if (name.SequenceEqual("XSUB"u8))
            return ZmqSocketType.XSub;
        return ParseDraft(name);
    }

    private static ZmqSocketType? ParseDraft(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("SERVER"u8))
            return ZmqSocketType.Server;
        if (name.SequenceEqual("CLIENT"u8))
            return ZmqSocketType.Client;
        if (name.SequenceEqual("RADIO"u8))
            return ZmqSocketType.Radio;
        if (name.SequenceEqual("DISH"u8))
            return ZmqSocketType.Dish;
        if (name.SequenceEqual("GATHER"u8))
            return ZmqSocketType.Gather;
        if (name.SequenceEqual("SCATTER"u8))
            return ZmqSocketType.Scatter;
        if (name.SequenceEqual("PEER"u8))
            return ZmqSocketType.Peer;
        if (name.SequenceEqual("CHANNEL"u8))
            return ZmqSocketType.Channel;
        return null;
    }

    /// <summary>The type of that number in a ZMTP 2.0 greeting; null if there is none. libzmq sends its own numbers also where RFC 15 has none.</summary>
    internal static ZmqSocketType? FromNumber(byte number) => number <= (byte)ZmqSocketType.XSub ? (ZmqSocketType)number : null;

    internal static bool MayTalk(ZmqSocketType own, ZmqSocketType peer) => own switch
    {
        ZmqSocketType.Pair => peer is ZmqSocketType.Pair,
        ZmqSocketType.Pub or ZmqSocketType.XPub => peer is ZmqSocketType.Sub or ZmqSocketType.XSub,
        ZmqSocketType.Sub or ZmqSocketType.XSub => peer is ZmqSocketType.Pub or ZmqSocketType.XPub,
        ZmqSocketType.Req => peer is ZmqSocketType.Rep or ZmqSocketType.Router,
        ZmqSocketType.Rep => peer is ZmqSocketType.Req or ZmqSocketType.Dealer,
        ZmqSocketType.Dealer => peer is ZmqSocketType.Rep or ZmqSocketType.Dealer or ZmqSocketType.Router,
        ZmqSocketType.Router => peer is ZmqSocketType.Req or ZmqSocketType.Dealer or ZmqSocketType.Router,
        ZmqSocketType.Pull => peer is ZmqSocketType.Push,
        ZmqSocketType.Push => peer is ZmqSocketType.Pull,
        ZmqSocketType.Server => peer is ZmqSocketType.Client,
        ZmqSocketType.Client => peer is ZmqSocketType.Server,
        ZmqSocketType.Radio => peer is ZmqSocketType.Dish,
        ZmqSocketType.Dish => peer is ZmqSocketType.Radio,
        ZmqSocketType.Gather => peer is ZmqSocketType.Scatter,
        ZmqSocketType.Scatter => peer is ZmqSocketType.Gather,
        ZmqSocketType.Peer => peer is ZmqSocketType.Peer,
        ZmqSocketType.Channel => peer is ZmqSocketType.Channel,
        _ => false,
    };

    /// <summary>All do but the one for plain connections.</summary>
    internal static bool SpeaksZmtp(ZmqSocketType type) => type <= ZmqSocketType.XSub || Drafts.IsSinglePart(type);

    /// <summary>The types that announce an Identity, even an empty one.</summary>
    internal static bool SendsIdentity(ZmqSocketType type) => type is ZmqSocketType.Req or ZmqSocketType.Dealer or ZmqSocketType.Router;

    /// <summary>Judges the type in a peer's READY. <paramref name="own"/> is null while the peer waits for its socket.</summary>
    internal static ZmtpFault Check(ZmqSocketType? own, ZmtpMetadata peer)
    {
        if (peer.SocketTypeName is not { } value)
            return Fault("the property Socket-Type is missing");
        var us = own is { } type ? Name(type) : null;
        if (peer.SocketType is not { } theirs)
        {
            var unknown = $"unknown socket type '{PrintableText.From(value.Span, limit: 32)}'";
            return Fault(us is null ? unknown : $"{unknown} cannot talk to {us}");
        }
        return own is null || MayTalk(own.Value, theirs) ? default : Fault($"{Name(theirs)} cannot talk to {us}");
    }

    private static ZmtpFault Fault(string text) => new(ZmtpError.IncompatibleSocketType, text, text);
}
