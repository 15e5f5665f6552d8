using Monocoque.Interop.LibZmq;

namespace Monocoque.Interop.Support;

/// <summary>
/// Publishing begins to matter once the subscription has crossed. Where nobody reports that, a probe is published until one comes back;
/// subscriptions keep their order, so those made before the probe's are in effect then too.
/// </summary>
internal static class Subscriptions
{
    internal static readonly byte[] Probe = [0x7E, 0x7E, 0xFF, 0x70];

    /// <summary>For a second wait on the same connection: the first one's subscription may still be in effect.</summary>
    internal static readonly byte[] SecondProbe = [0x7E, 0x00, 0x71];

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until our PUB has the subscriptions of a libzmq SUB, one of which must match <paramref name="probe"/>.</summary>
    internal static async Task ArriveAtOursAsync(IPubSocket pub, LibZmqSocket sub, CancellationToken cancellationToken, byte[]? probe = null)
    {
        probe ??= Probe;
        var last = 0;
        byte[][]? seen;
        do
        {
            await pub.SendFramesAsync([probe, Frames.Number(++last)], cancellationToken);
        }
        while ((seen = await sub.TryReceiveAsync(s_pause)) is null);

        // All probes sent after the first that arrived come too; without them the reader starts clean.
        while (!IsProbe(seen, probe, last))
            seen = await sub.ReceiveAsync();
    }

    /// <summary>Waits until a libzmq PUB has the subscriptions of our SUB, one of which must match <see cref="Probe"/>.</summary>
    internal static async Task ArriveAtTheirsAsync(LibZmqSocket pub, ISubSocket sub, CancellationToken cancellationToken)
    {
        var last = 0;
        var next = sub.ReceiveFramesAsync(cancellationToken);
        do
        {
            await pub.SendAsync([Probe, Frames.Number(++last)]);
            await Task.WhenAny(next, Task.Delay(s_pause, cancellationToken));
        }
        while (!next.IsCompleted);

        while (!IsProbe(await next, Probe, last))
            next = sub.ReceiveFramesAsync(cancellationToken);
    }

    private static bool IsProbe(byte[][] message, byte[] probe, int number) =>
        message.Length == 2 && message[0].AsSpan().SequenceEqual(probe) && message[1].AsSpan().SequenceEqual(Frames.Number(number));
}
