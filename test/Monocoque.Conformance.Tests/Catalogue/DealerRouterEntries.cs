namespace Monocoque.Conformance.Catalogue;

internal static class DealerRouterEntries
{
    internal static Section Section { get; } = new("DEALER and ROUTER",
    [
        new("C-011",
            "DEALER sends to its peers in turn, receives from them fairly, and waits while it has none"),
        new("C-012", "ROUTER receives fairly; what waits for a peer ends with its connection"),
        new("C-013",
            "What ROUTER cannot route is dropped; with RouterMandatory it fails as unreachable, and the state of a peer "
            + "can be asked for"),
        new("C-014",
            "With RouterMandatory a peer that is full says so at once, and takes messages again after it has read"),
        new("C-015",
            "With RouterHandover the newer of two peers of one name gets the messages, without it the older"),
        new("C-016",
            "RouterNotify tells of peers that come and go, as an empty message, but not of those that failed the handshake")
        {
            Note = "ZMQ_ROUTER_NOTIFY is a draft, which the libzmq of distributions does not have.",
        },
        new("C-017",
            "ProbeRouter sends ROUTER an empty message; a peer without a name gets one of five octets"),
        new("C-018", "A routing id given with connect names the peer there: for ROUTER and for STREAM"),
    ]);
}
