using System.Text;
using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>Subscriptions as a libzmq XPUB sees ours, and as our PUB takes those of libzmq.</summary>
public sealed class SubscriptionTests : InteropTest
{
    /// <summary>Around the lengths at which the command outgrows a short frame.</summary>
    public static TheoryData<int> TopicLengths => [0, 1, 244, 245, 246, 247, 248, 249, 250, 254, 255, 256, 257, 1000];

    [Theory, MemberData(nameof(Links))]
    public async Task Subscription_and_its_end_reach_a_libzmq_xpub_once(Link link)
    {
        var (sub, pub) = await OurSubAsync(link);
        sub.Subscribe("a"u8);
        await ExpectAsync(pub, 1, "a");
        sub.Subscribe("b"u8);
        await ExpectAsync(pub, 1, "b");
        sub.Unsubscribe("b"u8);
        await ExpectAsync(pub, 0, "b");
        sub.Unsubscribe("a"u8);
        await ExpectAsync(pub, 0, "a");
    }

    [Fact]
    public async Task Subscription_made_twice_ends_with_the_second_unsubscribe()
    {
        var (sub, pub) = await OurSubAsync(Link.TcpWeConnect);
        sub.Subscribe("a"u8);
        sub.Subscribe("a"u8);
        await ExpectAsync(pub, 1, "a");
        sub.Unsubscribe("a"u8);
        sub.Subscribe("mark"u8);
        await ExpectAsync(pub, 1, "mark");
        await pub.SendAsync(Frames.Texts("a still"));
        Frames.AssertEqual(Frames.Texts("a still"), await sub.ReceiveFramesAsync(Deadline));
        sub.Unsubscribe("a"u8);
        await ExpectAsync(pub, 0, "a");
    }

    [Fact]
    public async Task Unsubscribe_of_what_was_never_subscribed_sends_nothing()
    {
        var (sub, pub) = await OurSubAsync(Link.TcpWeConnect);
        sub.Unsubscribe("never"u8);
        sub.Subscribe("mark"u8);
        await ExpectAsync(pub, 1, "mark");
    }

    [Fact]
    public async Task Prefix_filters_what_a_libzmq_pub_sends()
    {
        var (sub, pub) = await OurSubAsync(Link.TcpWeConnect);
        sub.Subscribe("abc"u8);
        sub.Subscribe([0x00]);
        sub.Subscribe([0xFF, 0x00, 0xFE]);
        foreach (var _ in Enumerable.Range(0, 3))
            await pub.ReceiveAsync();
        byte[][] published = [[], [.. "ab"u8], [.. "abc"u8], [.. "abcd"u8], [0], [0, 7], [1], [0xFF], [0xFF, 0, 0xFE], [0xFF, 0, 0xFD]];
        foreach (var topic in published)
            await pub.SendAsync(topic, Frames.Text("body"));
        foreach (var index in new[] { 2, 3, 4, 5, 8 })
            Frames.AssertEqual([published[index], Frames.Text("body")], await sub.ReceiveFramesAsync(Deadline));
    }

    [Fact]
    public async Task Prefixes_of_a_libzmq_sub_filter_what_we_publish()
    {
        var pub = Ours.CreateSocket<IPubSocket>();
        var sub = Theirs.Open(LibZmqSocketType.Sub, handle =>
        {
            handle.Set(LibZmqOption.Subscribe, Frames.Text("abc"));
            handle.Set(LibZmqOption.Subscribe, [0x00]);
            handle.Set(LibZmqOption.Subscribe, [0xFF, 0x00, 0xFE]);
            handle.Set(LibZmqOption.Subscribe, Subscriptions.Probe);
        });
        await JoinAsync(pub, sub, Link.TcpWeBind);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        byte[][] published = [[], [.. "ab"u8], [.. "abc"u8], [.. "abcd"u8], [0], [0, 7], [1], [0xFF], [0xFF, 0, 0xFE], [0xFF, 0, 0xFD]];
        foreach (var topic in published)
            await pub.SendFramesAsync([topic, Frames.Text("body")], Deadline);
        foreach (var index in new[] { 2, 3, 4, 5, 8 })
            Frames.AssertEqual([published[index], Frames.Text("body")], await sub.ReceiveAsync());
    }

    [Fact]
    public async Task Prefix_is_matched_with_the_first_frame_alone()
    {
        var pub = Ours.CreateSocket<IPubSocket>();
        var sub = Theirs.Open(LibZmqSocketType.XSub);
        await JoinAsync(pub, sub, Link.TcpWeBind);
        await sub.SendAsync([1, .. "abc"u8]);
        await sub.SendAsync([1, .. Subscriptions.Probe]);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        await pub.SendFramesAsync(Frames.Texts("ab", "c"), Deadline);
        await pub.SendFramesAsync(Frames.Texts("", "abc"), Deadline);
        await pub.SendFramesAsync(Frames.Texts("abc"), Deadline);
        Frames.AssertEqual(Frames.Texts("abc"), await sub.ReceiveAsync());
    }

    [Fact]
    public async Task Unsubscribe_of_a_libzmq_xsub_ends_the_publications()
    {
        var pub = Ours.CreateSocket<IPubSocket>();
        // Unlike SUB it does not filter what arrives, so it would show what our side should not have sent.
        var sub = Theirs.Open(LibZmqSocketType.XSub);
        await JoinAsync(pub, sub, Link.TcpWeBind);
        foreach (var topic in new[] { Frames.Text("a"), Frames.Text("a"), Frames.Text("ab"), Subscriptions.Probe })
            await sub.SendAsync([1, .. topic]);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        await pub.SendFramesAsync(Frames.Texts("a"), Deadline);
        Frames.AssertEqual(Frames.Texts("a"), await sub.ReceiveAsync());

        // libzmq sent two subscriptions of "a" and sends one cancel for both, and counts on that being enough.
        await sub.SendAsync([0, .. "a"u8]);
        await sub.SendAsync([0, .. "a"u8]);
        await sub.SendAsync([1, .. Subscriptions.SecondProbe]);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline, Subscriptions.SecondProbe);
        await pub.SendFramesAsync(Frames.Texts("a"), Deadline);
        await pub.SendFramesAsync(Frames.Texts("ab"), Deadline);
        Frames.AssertEqual(Frames.Texts("ab"), await sub.ReceiveAsync());
    }

    [Theory, MemberData(nameof(TopicLengths))]
    public async Task Long_topic_reaches_a_libzmq_xpub_and_leaves_it(int length)
    {
        var (sub, pub) = await OurSubAsync(Link.TcpWeConnect);
        var topic = Frames.Body(length);
        sub.Subscribe(topic);
        Frames.AssertEqual([[1, .. topic]], await pub.ReceiveAsync());
        await pub.SendAsync(topic, Frames.Text("body"));
        Frames.AssertEqual([topic, Frames.Text("body")], await sub.ReceiveFramesAsync(Deadline));
        sub.Unsubscribe(topic);
        Frames.AssertEqual([[0, .. topic]], await pub.ReceiveAsync());
    }

    [Theory, MemberData(nameof(TopicLengths))]
    public async Task Long_topic_of_a_libzmq_sub_is_understood(int length)
    {
        var pub = Ours.CreateSocket<IPubSocket>();
        var sub = Theirs.Open(LibZmqSocketType.Sub);
        await JoinAsync(pub, sub, Link.TcpWeBind);
        var topic = Frames.Body(length);
        await sub.SubscribeAsync(topic);
        await sub.SubscribeAsync(Subscriptions.Probe);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        await pub.SendFramesAsync([topic, Frames.Text("body")], Deadline);
        Frames.AssertEqual([topic, Frames.Text("body")], await sub.ReceiveAsync());

        await sub.UnsubscribeAsync(topic);
        await sub.SubscribeAsync(Subscriptions.SecondProbe);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline, Subscriptions.SecondProbe);
    }

    [Fact]
    public async Task Thousands_of_subscriptions_made_before_the_connection_all_arrive()
    {
        const int Count = 5000;
        var sub = Ours.CreateSocket<ISubSocket>();
        for (var i = 0; i < Count; i++)
            sub.Subscribe(Frames.Number(i));
        var pub = Theirs.Open(LibZmqSocketType.XPub);
        await JoinAsync(sub, pub, Link.TcpWeConnect);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Count < Count)
            Assert.True(seen.Add(Encoding.UTF8.GetString((await pub.ReceiveAsync())[0])));
        Assert.All(seen, subscription => Assert.StartsWith("\u0001", subscription, StringComparison.Ordinal));
    }

    private static async Task ExpectAsync(LibZmqSocket xpub, byte verb, string topic) =>
        Frames.AssertEqual([[verb, .. Frames.Text(topic)]], await xpub.ReceiveAsync());

    private async Task<(ISubSocket Sub, LibZmqSocket Pub)> OurSubAsync(Link link)
    {
        var sub = Ours.CreateSocket<ISubSocket>();
        var pub = Theirs.Open(LibZmqSocketType.XPub);
        await JoinAsync(sub, pub, link);
        return (sub, pub);
    }
}
