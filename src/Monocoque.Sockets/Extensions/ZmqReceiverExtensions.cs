using System.Runtime.CompilerServices;
using System.Text;

namespace Monocoque;

/// <summary>Short ways to receive and to subscribe.</summary>
public static class ZmqReceiverExtensions
{
    /// <summary>
    /// Receives until the socket is closed, which ends the enumeration:
    /// <c>await foreach (var message in socket.ReceiveAllAsync(token)) using (message) …</c>
    /// Each message is the caller's to dispose.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired; no message was lost.</exception>
    /// <exception cref="ZmqException">The pattern does not allow to receive now.</exception>
    public static IAsyncEnumerable<ZmqMessage> ReceiveAllAsync(this IZmqReceiver socket, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return ReceiveAllCoreAsync(socket, cancellationToken);
    }

    /// <summary>Receives a message and gives its last frame as UTF-8 text; octets that are not UTF-8 become U+FFFD.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired before a message was taken.</exception>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    public static ValueTask<string> ReceiveStringAsync(this IZmqReceiver socket, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return ReceiveStringCoreAsync(socket, cancellationToken);
    }

    /// <summary>
    /// Subscribes to messages whose first frame starts with <paramref name="prefix"/> as UTF-8; an empty prefix asks for all.
    /// </summary>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> is null.</exception>
    /// <exception cref="ZmqException">The socket is closed.</exception>
    public static void Subscribe(this ISubSocket socket, string prefix)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(prefix);
        socket.Subscribe(Encoding.UTF8.GetBytes(prefix));
    }

    /// <summary>Undoes one subscription to <paramref name="prefix"/>. Does nothing if there was none.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> is null.</exception>
    /// <exception cref="ZmqException">The socket is closed.</exception>
    public static void Unsubscribe(this ISubSocket socket, string prefix)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(prefix);
        socket.Unsubscribe(Encoding.UTF8.GetBytes(prefix));
    }

    private static async IAsyncEnumerable<ZmqMessage> ReceiveAllCoreAsync(
        IZmqReceiver socket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await socket.WaitToReceiveAsync(cancellationToken))
        {
            while (TryTake(socket, out var message))
            {
                yield return message;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>The socket may be closed between the wait and the take; the next wait then says so.</summary>
    private static bool TryTake(IZmqReceiver socket, out ZmqMessage message)
    {
        try
        {
            return socket.TryReceive(out message);
        }
        catch (ZmqException e) when (e.Error == ZmqError.Terminated)
        {
            message = default;
            return false;
        }
    }

    private static async ValueTask<string> ReceiveStringCoreAsync(IZmqReceiver socket, CancellationToken cancellationToken)
    {
        using var message = await socket.ReceiveAsync(cancellationToken);
        return message.GetString(message.Count - 1);
    }
}
