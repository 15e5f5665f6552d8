namespace Monocoque.Conformance.Catalogue;

internal static class LifecycleEntries
{
    internal static Section Section { get; } = new("Endpoints and lifecycle",
    [
        new("C-043", "Connect first, bind later") { Pending = Entry.NotWritten },
        new("C-044", "A source address and port may stand before the target") { Pending = Entry.NotWritten },
        new("C-045", "Host names and IPv6 addresses connect; what is no address is refused") { Pending = Entry.NotWritten },
        new("C-046",
            "Ending the context ends waiting calls, refuses new sockets, and waits for the old ones") { Pending = Entry.NotWritten },
        new("C-047", "The options of the context") { Pending = Entry.NotWritten },
        new("C-048", "The address a socket is bound to can be read after each bind") { Pending = Entry.NotWritten },
        new("C-049",
            "After unbind or disconnect nothing is sent any more; unbinding takes the resolved address") { Pending = Entry.NotWritten },
        new("C-050", "Wildcards resolve, and what they resolved to can be unbound and disconnected") { Pending = Entry.NotWritten },
        new("C-051",
            "inproc: bind first, connect first, many at once, races, names, and endings in between") { Pending = Entry.NotWritten },
        new("C-052", "ipc with a wildcard makes a path of its own") { Pending = Entry.NotWritten },
        new("C-053", "A path can be bound again after it was closed") { Pending = Entry.NotWritten },
        new("C-054", "The abstract namespace of ipc") { Pending = Entry.NotWritten },
        new("C-055", "Running out of sockets is an error each time") { Pending = Entry.NotWritten },
        new("C-056", "The machine has what the tests need: loopback and a thousand sockets") { Pending = Entry.NotWritten },
        new("C-057", "Many threads connect while the context ends: no crash, no hang") { Pending = Entry.NotWritten },
        new("C-058", "Timeouts of sending and receiving are kept") { Pending = Entry.NotWritten },
        new("C-059", "No reconnecting without a reconnect interval; connecting again works") { Pending = Entry.NotWritten },
        new("C-060",
            "The events of connecting: retries, success, stopping when refused, after a failed handshake, after disconnect") { Pending = Entry.NotWritten },
        new("C-061", "Options of the system socket are kept") { Pending = Entry.NotWritten },
        new("C-062", "A listening descriptor made elsewhere is adopted") { Pending = Entry.NotWritten },
        new("C-063", "Many threads send on one socket") { Pending = Entry.NotWritten },
        new("C-064", "A child process leaves its parent unharmed") { Pending = Entry.NotWritten },
    ]);
}
