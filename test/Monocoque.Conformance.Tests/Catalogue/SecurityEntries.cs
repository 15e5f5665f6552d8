namespace Monocoque.Conformance.Catalogue;

internal static class SecurityEntries
{
    internal static Section Section { get; } = new("Security",
    [
        new("C-068", "NULL with ZAP: not asked without a domain, refused with the wrong one") { Pending = Entry.AwaitsSecurity },
        new("C-069", "PLAIN: the right password, the wrong password, the wrong role") { Pending = Entry.AwaitsSecurity },
        new("C-070",
            "CURVE: good keys, bad keys, other mechanisms, and malformed commands of every kind") { Pending = Entry.AwaitsSecurity },
        new("C-071", "Without a ZAP handler, and with a domain that is enforced") { Pending = Entry.AwaitsSecurity },
        new("C-072", "Every wrong answer a ZAP handler may give, and none") { Pending = Entry.AwaitsSecurity },
        new("C-073", "Keys are generated, and public keys derived from secret ones") { Pending = Entry.AwaitsSecurity },
        new("C-074", "Z85: vectors, lengths and characters") { Pending = Entry.AwaitsSecurity },
        new("C-075", "What ZAP said of a peer can be read from its messages") { Pending = Entry.AwaitsSecurity },
        new("C-076", "Metadata of the application reaches the peer") { Pending = Entry.NotWritten },
        new("C-077", "Filters of ipc peers by user, group and process") { Pending = Entry.NotWritten },
        new("C-078", "Filters of tcp peers by network") { Pending = Entry.NotWritten },
    ]);
}
