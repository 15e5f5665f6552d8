namespace Monocoque.Conformance.Catalogue;

internal static class PipelinesEntries
{
    internal static Section Section { get; } = new("PUSH, PULL, PAIR and queues",
    [
        new("C-019",
            "PUSH sends in turn, PULL receives in turn, PUSH waits without peers; a message is never delivered in part"),
        new("C-020", "PAIR to PAIR over inproc, also with memory that the sender keeps") { Note = "inproc is within one implementation." },
        new("C-021", "PAIR to PAIR over ipc; a path that is too long is refused"),
        new("C-022", "PAIR to PAIR over tcp, also by host name"),
        new("C-023", "BindToDevice works with the privilege, and says so without it")
        {
            Note = "Since Linux 5.7 everybody has the privilege, so what cannot be had is a device that is not there.",
        },
        new("C-024", "With Conflate only the last message is there")
        {
            Note = "Of libzmq as the receiver nobody sees what it has replaced.",
        },
    ]);
}
