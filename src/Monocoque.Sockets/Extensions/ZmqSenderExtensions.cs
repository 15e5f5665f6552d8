using System.Runtime.CompilerServices;
using Monocoque.Patterns;

namespace Monocoque;

/// <summary>Short ways to send. What is passed is copied into a message before the call returns.</summary>
public static class ZmqSenderExtensions
{
    /// <summary>Sends a message of one frame, a copy of <paramref name="body"/>.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="body">The frame; empty is a valid frame.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing was sent then.</param>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    public static ValueTask SendAsync(this IZmqSender socket, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (!cancellationToken.IsCancellationRequested && socket is SocketBase own && own.TrySendBody(body.Span))
            return default;
        return SendOwnAsync(socket, ZmqMessage.Copy(body.Span), cancellationToken);
    }

    /// <summary>Sends a message of one frame of UTF-8 text.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="text">The text; empty is a valid frame.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing was sent then.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    public static ValueTask SendAsync(this IZmqSender socket, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(text);
        return SendOwnAsync(socket, ZmqMessage.Text(text), cancellationToken);
    }

    /// <summary>
    /// Sends a message whose octets <paramref name="write"/> puts straight into its memory. Pass what the callback needs as
    /// <paramref name="state"/> and mark the lambda <c>static</c>: nothing is captured then.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="state">Handed to <paramref name="write"/>.</param>
    /// <param name="write">Writes the frames; runs once, before the call returns. What it leaves open is the last frame.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing was sent then.</param>
    /// <exception cref="InvalidOperationException"><paramref name="write"/> wrote no frame.</exception>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    [OverloadResolutionPriority(-1)]
    public static ValueTask SendAsync<TState>(
        this IZmqSender socket, TState state, Action<ZmqMessageWriter, TState> write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return SendOwnAsync(socket, ZmqMessage.Write(state, write), cancellationToken);
    }

    /// <summary>Publishes a message of two frames: the topic as UTF-8, and a copy of <paramref name="body"/>.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="topic">What subscribers' prefixes are compared with.</param>
    /// <param name="body">The second frame.</param>
    /// <param name="cancellationToken">Publishing does not wait; a token that has fired already stops it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="topic"/> is null.</exception>
    /// <exception cref="ZmqException">The socket is closed.</exception>
    public static ValueTask PublishAsync(
        this IPubSocket socket, string topic, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(topic);
        var message = ZmqMessage.Write((topic, body), static (writer, state) => writer.Frame(state.topic).Frame(state.body.Span));
        return SendOwnAsync(socket, message, cancellationToken);
    }

    /// <summary>Publishes a message of two frames of UTF-8 text.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="topic">What subscribers' prefixes are compared with.</param>
    /// <param name="text">The second frame.</param>
    /// <param name="cancellationToken">Publishing does not wait; a token that has fired already stops it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="topic"/> or <paramref name="text"/> is null.</exception>
    /// <exception cref="ZmqException">The socket is closed.</exception>
    public static ValueTask PublishAsync(this IPubSocket socket, string topic, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(text);
        return SendOwnAsync(socket, ZmqMessage.Text(topic, text), cancellationToken);
    }

    /// <summary>Sends a message nobody else holds: if that fails, nobody else would dispose it.</summary>
    internal static ValueTask SendOwnAsync(IZmqSender socket, ZmqMessage message, CancellationToken cancellationToken)
    {
        ValueTask sending;
        try
        {
            sending = socket.SendAsync(message, cancellationToken);
        }
        catch
        {
            message.Dispose();
            throw;
        }
        return sending.IsCompletedSuccessfully ? sending : SendOwnSlow(sending, message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async ValueTask SendOwnSlow(ValueTask sending, ZmqMessage message)
    {
        try
        {
            await sending;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }
}
