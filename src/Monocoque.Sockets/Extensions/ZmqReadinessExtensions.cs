using System.Text;

namespace Monocoque;

/// <summary>Short ways to wait until somebody is there.</summary>
public static class ZmqReadinessExtensions
{
    /// <summary>Waits until at least <paramref name="count"/> peers would receive a message whose first frame is <paramref name="topic"/>.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="topic">The first frame, as text.</param>
    /// <param name="count">How many subscribers.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ZmqException">The socket is closed, or was closed while waiting.</exception>
    public static ValueTask WaitForSubscriberAsync(
        this IPubSocket socket, string topic, int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(topic);
        return socket.WaitForSubscriberAsync(Encoding.UTF8.GetBytes(topic), count, cancellationToken);
    }

    /// <summary>Waits until at least <paramref name="count"/> peers would receive a message whose first frame is <paramref name="topic"/>.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="topic">The first frame, as text.</param>
    /// <param name="count">How many subscribers.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ZmqException">The socket is closed, or was closed while waiting.</exception>
    public static ValueTask WaitForSubscriberAsync(
        this IXPubSocket socket, string topic, int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(topic);
        return socket.WaitForSubscriberAsync(Encoding.UTF8.GetBytes(topic), count, cancellationToken);
    }
}
