namespace Monocoque.Conformance.Catalogue;

internal static class LifecycleEntries
{
    internal static Section Section { get; } = new("Endpoints and lifecycle",
    [
        new("C-043", "Connect first, bind later"),
        new("C-044", "A source address and port may stand before the target"),
        new("C-045", "Host names and IPv6 addresses connect; what is no address is refused"),
        new("C-046", "Ending the context ends waiting calls, refuses new sockets, and waits for the old ones")
        {
            Note = "Which calls libzmq ends, and the calls of the context itself, are its own; what is left to be sent is tried both ways.",
        },
        new("C-047", "The options of the context")
        {
            Note = "Ours are other options: threads and limits are of the thread pool and the transport.",
        },
        new("C-048", "The address a socket is bound to can be read after each bind"),
        new("C-049", "After unbind or disconnect nothing is sent any more; unbinding takes the resolved address"),
        new("C-050", "Wildcards resolve, and what they resolved to can be unbound and disconnected"),
        new("C-051", "inproc: bind first, connect first, many at once, races, names, and endings in between")
        {
            Note = "inproc is within one implementation.",
        },
        new("C-052", "ipc with a wildcard makes a path of its own"),
        new("C-053", "A path can be bound again after it was closed"),
        new("C-054", "The abstract namespace of ipc"),
        new("C-055", "Running out of sockets is an error each time")
        {
            Note = "Ours has no limit of its own, and a socket takes a descriptor only with a connection.",
        },
        new("C-056", "The machine has what the tests need: loopback and a thousand sockets")
        {
            Note = "It is about the machine.",
        },
        new("C-057", "Many threads connect while the context ends: no crash, no hang"),
        new("C-058", "Timeouts of sending and receiving are kept")
        {
            Note = "The limit is an option of the one that calls; libzmq's is used by every test here.",
        },
        new("C-059", "No reconnecting without a reconnect interval; connecting again works"),
        new("C-060", "The events of connecting: retries, success, stopping when refused, after a failed handshake, after disconnect")
        {
            Note = "After a handshake that failed libzmq says nothing more and does not try again; ours does, unless told otherwise.",
        },
        new("C-061", "Options of the system socket are kept"),
        new("C-062", "A listening descriptor made elsewhere is adopted"),
        new("C-063", "Many threads send on one socket")
        {
            Note = "libzmq's sockets are for one thread, but for drafts.",
        },
        new("C-064", "A child process leaves its parent unharmed")
        {
            Note = ".NET does not fork; a child process is started.",
        },
    ]);
}
