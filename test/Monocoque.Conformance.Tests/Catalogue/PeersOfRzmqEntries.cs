namespace Monocoque.Conformance.Catalogue;

internal static class PeersOfRzmqEntries
{
    private const string OurApi = "It is about our own API.";

    internal static Section Section { get; } = new("What rzmq tests besides",
    [
        new("R-01", "A cancelled receive loses no message") { Note = OurApi },
        new("R-02", "Ways of reconnecting"),
        new("R-03", "Shutdown amid traffic"),
        new("R-04", "Long runs") { Note = "Here for seconds; the interop and the AspNetCore tests run for minutes with `--long`." },
        new("R-05", "Exhaustion of the ring")
        {
            Note = "Here with the ring as it is; with one that is too small in `Monocoque.Transport.IoUring.Tests`.",
        },
        new("R-06", "Subscriptions that change while messages are matched"),
        new("R-07", "Bursts and single messages"),
        new("R-08", "Concurrent calls on one REQ") { Note = OurApi },
        new("R-09", "Checksums over fragments and changing connections"),
        new("R-10", "Storms of connections"),
        new("R-11", "Balance: late joiners, slow consumers, fairness"),
        new("R-12", "Failures of the transport"),
        new("R-13", "libzmq from Python, and framing by hand")
        {
            Note = "What Python calls is the libzmq that the other pairings run with.",
        },
    ]);
}
