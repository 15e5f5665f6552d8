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
}
