namespace Monocoque.Conformance.Catalogue;

internal static class PublishSubscribeEntries
{
    internal static Section Section { get; } = new("Publishing and subscribing",
    [
        new("C-025", "What is subscribed to arrives"),
        new("C-026", "A subscription goes up through XPUB and XSUB, and the message comes down"),
        new("C-027",
            "Subscriptions travel as commands to 3.1 peers and as messages to 3.0 peers, and both forms are understood")
        {
            Note = "Which form it is only octets show.",
        },
        new("C-028",
            "XPubManual: the application decides what a subscriber gets; several quick subscriptions, departures, and "
            + "messages of subscribers")
        {
            Note = "ZMQ_ONLY_FIRST_SUBSCRIBE is a draft, which the libzmq of distributions does not have.",
        },
        new("C-029", "A message sent while a subscription is handled goes to that subscriber alone")
        {
            Note = "ZMQ_XPUB_MANUAL_LAST_VALUE is a draft, which the libzmq of distributions does not have.",
        },
        new("C-030", "XPubNoDrop: at the mark sending would block, and nothing is lost"),
        new("C-031",
            "Topics of 245 octets and more, whose command crosses the length where the long form begins"),
        new("C-032",
            "XPubVerbose passes repeated subscriptions on, XPubVerboser also repeated cancellations"),
        new("C-033", "A new subscriber gets the welcome message first"),
        new("C-034", "XSubVerboseUnsubscribe passes every cancellation on")
        {
            Note = "ZMQ_XSUB_VERBOSE_UNSUBSCRIBE is a draft, which the libzmq of distributions does not have.",
        },
        new("C-035", "With InvertMatching on both ends only what does not match arrives"),
        new("C-036", "The topics of a subscriber and of a publisher can be counted, repetitions once")
        {
            Note = "libzmq tells the number from 4.3.5 on, as a draft (ZMQ_TOPICS_COUNT); its counting is seen in what it sends.",
        },
        new("C-037", "Disconnecting an inproc subscriber takes its subscription back, once"),
    ]);
}
