namespace Monocoque.Conformance.Catalogue;

internal static class RequestReplyEntries
{
    internal static Section Section { get; } = new("Requests and replies",
    [
        new("C-001",
            "REQ asks its peers in turn, puts an empty delimiter before the request and takes it off the reply, waits "
            + "while it has no peer, and hears only the peer it asked"),
        new("C-002", "REP serves its askers in turn, and gives back with the reply whatever envelope came up to the empty delimiter"),
        new("C-003",
            "A REQ that correlates puts a number of 4 octets before the delimiter and skips replies with a wrong or an old "
            + "number, or none"),
        new("C-004", "A relaxed REQ may ask again without a reply: what comes late is dropped, and the peer it was from stays of use"),
        new("C-005", "A reply without the delimiter never reaches the application; REQ goes on to get proper ones"),
        new("C-006", "Messages of several parts go to and fro over inproc") { Note = "inproc is within one implementation." },
        new("C-007", "The same over tcp, IPv4 and IPv6, with several connections, a shared source port, disconnecting and unbinding"),
        new("C-008", "The same over ipc; a reply to a requester that has gone is dropped without a trace"),
        new("C-009", "A hand-made device of ROUTER and DEALER hands four frames on unchanged each way"),
        new("C-010", "A ROUTER reaches a DEALER of a known name in another context, a hundred times anew"),
    ]);
}
