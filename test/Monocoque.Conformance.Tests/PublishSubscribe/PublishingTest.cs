using System.Text;
using Monocoque.Conformance.Support;
using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.PublishSubscribe;

/// <summary>What tests of publishers and subscribers share.</summary>
public abstract class PublishingTest : ConformanceTest
{
    /// <summary>
    /// Publishes until the subscriber gets it, which shows that what it subscribed to before has come; afterwards nothing of it is left.
    /// The subscriber wants <paramref name="topic"/>.
    /// </summary>
    private protected static async Task ProbeAsync(ITestSocket pub, ITestSocket sub, string topic)
    {
        var last = 0;
        byte[][]? seen;
        do
            await pub.SendTextAsync(topic, $"{++last}");
        while ((seen = await sub.TryReceiveAsync(TimeSpan.FromMilliseconds(10))) is null);
        while (seen.Text() != $"{topic}|{last}")
            seen = await sub.ReceiveAsync();
    }

    /// <summary>Receives a subscription at an XPUB, or a cancellation.</summary>
    private protected static async Task ExpectSubscriptionAsync(ITestSocket xpub, string topic, bool cancels = false) =>
        await xpub.ExpectAsync($"{(cancels ? '\0' : '\u0001')}{topic}");

    /// <summary>As <see cref="ExpectSubscriptionAsync"/>, and says who it was, if the socket is ours.</summary>
    private protected async Task<ZmqPeer?> ExpectSubscriberAsync(ITestSocket xpub, string topic, bool cancels = false)
    {
        if (xpub is TheirSocket)
        {
            await ExpectSubscriptionAsync(xpub, topic, cancels);
            return null;
        }
        var message = await ((IXPubSocket)((OurSocket)xpub).Native).ReceiveAsync(Deadline);
        var peer = message.Peer;
        Frames.AssertEqual([Encoding.Latin1.GetBytes($"{(cancels ? '\0' : '\u0001')}{topic}")], message.ToFrames());
        return peer;
    }

    /// <summary>By hand: gives a topic to the subscriber whose wish was received; at libzmq that is the last one received.</summary>
    private protected static async Task GiveAsync(ITestSocket xpub, ZmqPeer? subscriber, string topic)
    {
        if (xpub is TheirSocket theirs)
            await theirs.Native.RunAsync(handle => handle.Set(LibZmqOption.Subscribe, Encoding.Latin1.GetBytes(topic)));
        else
            ((IXPubSocket)((OurSocket)xpub).Native).Subscribe(subscriber!, Encoding.Latin1.GetBytes(topic));
    }

    /// <summary>Undoes <see cref="GiveAsync"/>.</summary>
    private protected static async Task TakeAsync(ITestSocket xpub, ZmqPeer? subscriber, string topic)
    {
        if (xpub is TheirSocket theirs)
            await theirs.Native.RunAsync(handle => handle.Set(LibZmqOption.Unsubscribe, Encoding.Latin1.GetBytes(topic)));
        else
            ((IXPubSocket)((OurSocket)xpub).Native).Unsubscribe(subscriber!, Encoding.Latin1.GetBytes(topic));
    }
}
