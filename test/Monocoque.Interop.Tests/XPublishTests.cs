using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

public sealed class XPublishTests : InteropTest
{
    [Theory, MemberData(nameof(Links))]
    public async Task Xpub_receives_the_subscriptions_of_a_libzmq_sub(Link link)
    {
        var pub = Ours.CreateSocket<IXPubSocket>();
        var sub = Theirs.Open(LibZmqSocketType.Sub);
        await JoinAsync(pub, sub, link);
        await sub.SubscribeAsync(Frames.Text("a"));
        var first = pub.ReceiveFramesAsync(Deadline);
        // A libzmq socket that listens looks after new peers while it is called.
        while (!first.IsCompleted)
            await sub.TryReceiveAsync(TimeSpan.FromMilliseconds(5));
        Frames.AssertEqual(Frames.Texts("\u0001a"), await first);
        await pub.SendFramesAsync(Frames.Texts("b", "no"), Deadline);
        await pub.SendFramesAsync(Frames.Texts("ab", "yes"), Deadline);
        Frames.AssertEqual(Frames.Texts("ab", "yes"), await sub.ReceiveAsync());
        await sub.SubscribeAsync(Frames.Text("a"));
        await sub.UnsubscribeAsync(Frames.Text("a"));
        await sub.UnsubscribeAsync(Frames.Text("a"));
        await ExpectAsync(pub, 0, "a");
        await sub.SubscribeAsync(Frames.Text("b"));
        await ExpectAsync(pub, 1, "b");
        await sub.DisposeAsync();
        await ExpectAsync(pub, 0, "b");
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Xpub_and_a_libzmq_xsub_exchange_messages_of_all_shapes(Link link)
    {
        var pub = Ours.CreateSocket<IXPubSocket>();
        var sub = Theirs.Open(LibZmqSocketType.XSub);
        await JoinAsync(pub, sub, link);
        await sub.SendAsync([1]);
        Frames.AssertEqual([[1]], await pub.ReceiveFramesAsync(Deadline));
        foreach (var shape in Shapes.All)
        {
            await pub.SendFramesAsync(shape, Deadline);
            Frames.AssertEqual(shape, await sub.ReceiveAsync());
        }
        foreach (var shape in Shapes.All.Where(IsNoSubscription))
        {
            await sub.SendAsync(shape);
            Frames.AssertEqual(shape, await pub.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Xsub_and_a_libzmq_xpub_exchange_messages_of_all_shapes(Link link)
    {
        var sub = Ours.CreateSocket<IXSubSocket>();
        var pub = Theirs.Open(LibZmqSocketType.XPub);
        await JoinAndShakeHandsAsync(sub, pub, link);
        await sub.SendFramesAsync([[1]], Deadline);
        Frames.AssertEqual([[1]], await pub.ReceiveAsync());
        foreach (var shape in Shapes.All)
        {
            await pub.SendAsync(shape);
            Frames.AssertEqual(shape, await sub.ReceiveFramesAsync(Deadline));
        }
        foreach (var shape in Shapes.All.Where(IsNoSubscription))
        {
            await sub.SendFramesAsync(shape, Deadline);
            var seen = new List<byte[]>();
            while (seen.Count < shape.Length)
                seen.AddRange(await pub.ReceiveAsync());
            Frames.AssertEqual(shape, [.. seen]);
        }
        await sub.SendFramesAsync([[0]], Deadline);
        Frames.AssertEqual([[0]], await pub.ReceiveAsync());
    }

    [Fact]
    public async Task Verbose_xpub_sees_what_two_libzmq_subs_ask_for()
    {
        var pub = Ours.CreateSocket<IXPubSocket>(options => options.XPubVerboser = true);
        var address = $"{await pub.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        for (var i = 0; i < 2; i++)
        {
            var sub = Theirs.Open(LibZmqSocketType.Sub, handle => handle.Set(LibZmqOption.Subscribe, Frames.Text("a")));
            await sub.ConnectAsync(address);
            await ExpectAsync(pub, 1, "a");
            await sub.DisposeAsync();
            await ExpectAsync(pub, 0, "a");
        }
    }

    [Fact]
    public async Task Welcome_reaches_a_libzmq_sub_that_wants_it()
    {
        var pub = Ours.CreateSocket<IXPubSocket>(options => options.XPubWelcomeMessage = "Welcome");
        var sub = Theirs.Open(LibZmqSocketType.Sub, handle => handle.Set(LibZmqOption.Subscribe, Frames.Text("W")));
        await JoinAsync(pub, sub, Link.TcpWeBind);
        Frames.AssertEqual(Frames.Texts("Welcome"), await sub.ReceiveAsync());
    }

    [Fact]
    public async Task Welcome_of_a_libzmq_xpub_reaches_our_sub()
    {
        var sub = Ours.CreateSocket<ISubSocket>(options => options.Subscribe.Add("W"));
        var pub = Theirs.Open(LibZmqSocketType.XPub, handle => handle.Set(LibZmqOption.XPubWelcomeMessage, Frames.Text("Welcome")));
        await JoinAsync(sub, pub, Link.TcpWeConnect);
        await ExpectAsync(pub, 1, "W");
        Frames.AssertEqual(Frames.Texts("Welcome"), await sub.ReceiveFramesAsync(Deadline));
    }

    [Fact]
    public async Task Inverted_matching_agrees_with_libzmq()
    {
        var pub = Ours.CreateSocket<IXPubSocket>(options => options.InvertMatching = true);
        var sub = Theirs.Open(LibZmqSocketType.Sub, handle =>
        {
            handle.Set(LibZmqOption.InvertMatching, 1);
            handle.Set(LibZmqOption.Subscribe, Frames.Text("a"));
        });
        await JoinAsync(pub, sub, Link.TcpWeBind);
        await ExpectAsync(pub, 1, "a");
        await pub.SendFramesAsync(Frames.Texts("abc"), Deadline);
        await pub.SendFramesAsync(Frames.Texts("bcd"), Deadline);
        Frames.AssertEqual(Frames.Texts("bcd"), await sub.ReceiveAsync());
    }

    [Fact]
    public async Task Chain_of_ours_passes_between_a_libzmq_pub_and_sub_through_its_restart()
    {
        var front = Ours.CreateSocket<IXSubSocket>(options => options.ReconnectInterval = TimeSpan.FromMilliseconds(10));
        var back = Ours.CreateSocket<IXPubSocket>();
        var source = Theirs.Open(LibZmqSocketType.XPub);
        var address = await source.BindAsync("tcp://127.0.0.1:0");
        await front.ConnectAsync(address, Deadline);
        var sub = Theirs.Open(LibZmqSocketType.Sub);
        await sub.ConnectAsync($"{await back.BindAsync("tcp://127.0.0.1:0", Deadline)}");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var forwarding = Task.WhenAll(ForwardAsync(back, front, stop.Token), ForwardAsync(front, back, stop.Token));

        await sub.SubscribeAsync(Frames.Text("a"));
        await ExpectAsync(source, 1, "a");
        await source.SendAsync(Frames.Texts("abc", "down"));
        Frames.AssertEqual(Frames.Texts("abc", "down"), await sub.ReceiveAsync());
        await source.DisposeAsync();
        var second = Theirs.Open(LibZmqSocketType.XPub);
        await BindAgainAsync(second, address);
        await ExpectAsync(second, 1, "a");
        await sub.DisposeAsync();
        await ExpectAsync(second, 0, "a");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forwarding);
    }

    [Fact]
    public async Task Chain_of_libzmq_passes_between_our_pub_and_sub()
    {
        var source = Ours.CreateSocket<IXPubSocket>();
        var front = Theirs.Open(LibZmqSocketType.XSub);
        await front.ConnectAsync($"{await source.BindAsync("tcp://127.0.0.1:0", Deadline)}");
        var back = Theirs.Open(LibZmqSocketType.XPub);
        var sub = Ours.CreateSocket<ISubSocket>();
        await sub.ConnectAsync(await back.BindAsync("tcp://127.0.0.1:0"), Deadline);
        sub.Subscribe("a");
        await front.SendAsync(await back.ReceiveAsync());
        await ExpectAsync(source, 1, "a");
        await source.SendFramesAsync(Frames.Texts("abc"), Deadline);
        await back.SendAsync(await front.ReceiveAsync());
        Frames.AssertEqual(Frames.Texts("abc"), await sub.ReceiveFramesAsync(Deadline));
        sub.Dispose();
        await front.SendAsync(await back.ReceiveAsync());
        await ExpectAsync(source, 0, "a");
    }

    /// <summary>libzmq releases a port some time after it has closed the socket.</summary>
    private async Task BindAgainAsync(LibZmqSocket socket, string address)
    {
        while (true)
        {
            try
            {
                await socket.BindAsync(address);
                return;
            }
            catch (LibZmqException) when (!Deadline.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }

    private static bool IsNoSubscription(byte[][] shape) => shape.All(static frame => frame.Length == 0 || frame[0] > 1);

    private async Task ExpectAsync(IXPubSocket xpub, byte verb, string topic) =>
        Frames.AssertEqual([[verb, .. Frames.Text(topic)]], await xpub.ReceiveFramesAsync(Deadline));

    private static async Task ExpectAsync(LibZmqSocket xpub, byte verb, string topic) =>
        Frames.AssertEqual([[verb, .. Frames.Text(topic)]], await xpub.ReceiveAsync());

    private static async Task ForwardAsync(IZmqReceiver from, IZmqSender to, CancellationToken token)
    {
        while (true)
            await to.SendAsync(await from.ReceiveAsync(token), token);
    }
}
