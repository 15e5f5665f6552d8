namespace Monocoque;

/// <summary>A socket that sends.</summary>
public interface IZmqSender : IZmqSocket
{
    /// <summary>
    /// Sends <paramref name="message"/> if that is possible at once; false, and the message is still yours, if it would have to wait (high-water
    /// mark, no peer).
    /// </summary>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="ObjectDisposedException">The message was sent or disposed before.</exception>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    bool TrySend(ZmqMessage message);

    /// <summary>
    /// Sends <paramref name="message"/>, waiting without a thread while the pattern has to (high-water mark, no peer). On success the message is
    /// spent; if the call throws or is cancelled it is still yours and was not sent.
    /// </summary>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="ObjectDisposedException">The message was sent or disposed before.</exception>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired before the message was accepted.</exception>
    /// <exception cref="TimeoutException"><see cref="ZmqSocketOptions.SendTimeout"/> is set and over.</exception>
    ValueTask SendAsync(ZmqMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits until <see cref="TrySend"/> is likely to succeed; false once the socket is closed. The counterpart of
    /// <see cref="IZmqReceiver.WaitToReceiveAsync"/>: <c>while (await s.WaitToSendAsync()) if (s.TrySend(Make())) …</c> makes a message only when there is
    /// room for one. Patterns that never wait (PUB, XPUB, XSUB, ROUTER, REP, STREAM) always have room, unless somebody waits to send already.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired first.</exception>
    ValueTask<bool> WaitToSendAsync(CancellationToken cancellationToken = default) => new(true);

    /// <summary>
    /// Waits until everything that was sent has been handed to the connections, and returns how many messages are left when
    /// <paramref name="timeout"/> is over: 0 if none. The socket stays open, and what is left stays queued. ZeroMQ does not acknowledge messages,
    /// so nothing says that a peer has received them.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired first.</exception>
    /// <exception cref="ZmqException">The socket is closed.</exception>
    ValueTask<int> DrainAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"{GetType().Name} does not tell what it has sent.");
}
