namespace Monocoque.Conformance.Catalogue;

internal static class SecurityEntries
{
    private const string Compared = "It is compared with libzmq's own functions.";

    internal static Section Section { get; } = new("Security",
    [
        new("C-068", "NULL with ZAP: not asked without a domain, refused with the wrong one"),
        new("C-069", "PLAIN: the right password, the wrong password, the wrong role"),
        new("C-070",
            "CURVE: good keys, bad keys, other mechanisms, and malformed commands of every kind"),
        new("C-071", "Without a ZAP handler, and with a domain that is enforced")
        {
            Note = "libzmq enforces a domain in its drafts only, which its packages leave out; ours always does.",
        },
        new("C-072", "Every wrong answer a ZAP handler may give, and none"),
        new("C-073", "Keys are generated, and public keys derived from secret ones") { Note = Compared },
        new("C-074", "Z85: vectors, lengths and characters") { Note = Compared },
        new("C-075", "What ZAP said of a peer can be read from its messages"),
        new("C-076", "Metadata of the application reaches the peer")
        {
            Note = "libzmq has an application's own properties as a draft, which its packages leave out; it reads ours.",
        },
        new("C-077", "Filters of ipc peers by user, group and process"),
        new("C-078", "Filters of tcp peers by network"),
    ]);
}
