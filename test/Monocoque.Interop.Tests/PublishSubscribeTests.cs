using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

public sealed class PublishSubscribeTests : InteropTest
{
    [Theory, MemberData(nameof(Links))]
    public async Task Pub_publishes_to_a_libzmq_sub(Link link)
    {
        var pub = Ours.CreateSocket<IPubSocket>();
        var sub = Theirs.Open(LibZmqSocketType.Sub, handle => handle.Set(LibZmqOption.Subscribe, Frames.Empty));
        await JoinAsync(pub, sub, link);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        foreach (var shape in Shapes.All)
        {
            await pub.SendFramesAsync(shape, Deadline);
            Frames.AssertEqual(shape, await sub.ReceiveAsync());
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Pub_publishes_to_a_libzmq_xsub(Link link)
    {
        var pub = Ours.CreateSocket<IPubSocket>();
        var sub = Theirs.Open(LibZmqSocketType.XSub);
        await JoinAsync(pub, sub, link);
        await sub.SendAsync([1]);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        foreach (var shape in Shapes.All)
        {
            await pub.SendFramesAsync(shape, Deadline);
            Frames.AssertEqual(shape, await sub.ReceiveAsync());
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Sub_hears_a_libzmq_pub(Link link)
    {
        var sub = Ours.CreateSocket<ISubSocket>();
        var pub = Theirs.Open(LibZmqSocketType.Pub);
        sub.Subscribe([]);
        await JoinAsync(sub, pub, link);
        await Subscriptions.ArriveAtTheirsAsync(pub, sub, Deadline);
        foreach (var shape in Shapes.All)
        {
            await pub.SendAsync(shape);
            Frames.AssertEqual(shape, await sub.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Sub_hears_a_libzmq_xpub(Link link)
    {
        var sub = Ours.CreateSocket<ISubSocket>();
        var pub = Theirs.Open(LibZmqSocketType.XPub);
        await JoinAsync(sub, pub, link);
        sub.Subscribe([]);
        Frames.AssertEqual([[1]], await pub.ReceiveAsync());
        foreach (var shape in Shapes.All)
        {
            await pub.SendAsync(shape);
            Frames.AssertEqual(shape, await sub.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Sixteen_mebibytes_are_published_both_ways(string transport)
    {
        byte[][] big = [Frames.Text("big"), Frames.Body(16 << 20)];
        var pub = Ours.CreateSocket<IPubSocket>();
        var theirSub = Theirs.Open(LibZmqSocketType.Sub, handle => handle.Set(LibZmqOption.Subscribe, Frames.Empty));
        await theirSub.ConnectAsync($"{await pub.BindAsync(FreeAddress(transport), Deadline)}");
        await Subscriptions.ArriveAtOursAsync(pub, theirSub, Deadline);
        await pub.SendFramesAsync(big, Deadline);
        Frames.AssertEqual(big, await theirSub.ReceiveAsync());

        var ourSub = Ours.CreateSocket<ISubSocket>();
        var theirPub = Theirs.Open(LibZmqSocketType.XPub);
        ourSub.Subscribe("big"u8);
        await ourSub.ConnectAsync(await theirPub.BindAsync(FreeAddress(transport)), Deadline);
        await theirPub.ReceiveAsync();
        await theirPub.SendAsync(big);
        Frames.AssertEqual(big, await ourSub.ReceiveFramesAsync(Deadline));
    }

    [Fact]
    public async Task Pub_serves_each_libzmq_sub_what_it_asked_for()
    {
        var pub = Ours.CreateSocket<IPubSocket>();
        var address = $"{await pub.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        string[] topics = ["", "a", "ab", "b"];
        var subs = new List<LibZmqSocket>();
        foreach (var topic in topics)
        {
            var sub = Theirs.Open(LibZmqSocketType.Sub, handle =>
            {
                handle.Set(LibZmqOption.Subscribe, Frames.Text(topic));
                handle.Set(LibZmqOption.Subscribe, Subscriptions.Probe);
            });
            await sub.ConnectAsync(address);
            subs.Add(sub);
            await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        }
        // The first hears the probes that were meant for the later ones.
        await pub.SendFramesAsync([Subscriptions.Probe], Deadline);
        foreach (var sub in subs)
            await ReceiveUntilAsync(sub, [Subscriptions.Probe]);

        string[] published = ["a", "abc", "b", "c", ""];
        foreach (var topic in published)
            await pub.SendFramesAsync(Frames.Texts(topic, "x"), Deadline);
        await pub.SendFramesAsync([Subscriptions.Probe], Deadline);
        for (var i = 0; i < topics.Length; i++)
        {
            foreach (var topic in published.Where(topic => topic.StartsWith(topics[i], StringComparison.Ordinal)))
                Frames.AssertEqual(Frames.Texts(topic, "x"), await subs[i].ReceiveAsync());
            Frames.AssertEqual([Subscriptions.Probe], await subs[i].ReceiveAsync());
        }
    }

    [Fact]
    public async Task Sub_hears_several_libzmq_publishers()
    {
        var sub = Ours.CreateSocket<ISubSocket>();
        sub.Subscribe("t"u8);
        var pubs = new List<LibZmqSocket>();
        for (var i = 0; i < 3; i++)
        {
            var pub = Theirs.Open(LibZmqSocketType.XPub);
            await sub.ConnectAsync(await pub.BindAsync("tcp://127.0.0.1:0"), Deadline);
            Frames.AssertEqual(Frames.Texts("\u0001t"), await pub.ReceiveAsync());
            pubs.Add(pub);
        }
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < pubs.Count; i++)
                await pubs[i].SendAsync(Frames.Text("t"), Frames.Number(i), Frames.Number(round));
        }
        var next = new int[pubs.Count];
        for (var i = 0; i < 10 * pubs.Count; i++)
        {
            var message = await sub.ReceiveFramesAsync(Deadline);
            var from = int.Parse(System.Text.Encoding.UTF8.GetString(message[1]), System.Globalization.CultureInfo.InvariantCulture);
            Frames.AssertEqual([Frames.Text("t"), Frames.Number(from), Frames.Number(next[from]++)], message);
        }
        Assert.All(next, count => Assert.Equal(10, count));
    }

    private static async Task ReceiveUntilAsync(LibZmqSocket socket, byte[][] last)
    {
        byte[][] seen;
        do
        {
            seen = await socket.ReceiveAsync();
        }
        while (seen.Length != last.Length || !seen[0].AsSpan().SequenceEqual(last[0]));
    }
}
