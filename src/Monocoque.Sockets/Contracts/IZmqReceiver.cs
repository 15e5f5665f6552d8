namespace Monocoque;

/// <summary>A socket that receives. Several callers may receive at once; each message goes to one of them.</summary>
public interface IZmqReceiver : IZmqSocket
{
    /// <summary>Takes a message if one is there.</summary>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    bool TryReceive(out ZmqMessage message);

    /// <summary>
    /// Waits until <see cref="TryReceive"/> is likely to succeed; false once the socket is closed. Drain a burst with one wait:
    /// <c>while (await s.WaitToReceiveAsync()) while (s.TryReceive(out var m)) …</c>
    /// </summary>
    ValueTask<bool> WaitToReceiveAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes the next message, waiting for one. A cancelled call has taken nothing.</summary>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired before a message was taken.</exception>
    /// <exception cref="TimeoutException"><see cref="ZmqSocketOptions.ReceiveTimeout"/> is set and over.</exception>
    ValueTask<ZmqMessage> ReceiveAsync(CancellationToken cancellationToken = default);
}
