using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Monocoque;

/// <summary>
/// Frames of JSON. The overloads with a <see cref="JsonTypeInfo{T}"/> (of a <c>JsonSerializerContext</c>) work in trimmed and AOT-compiled
/// programs; those with <see cref="JsonSerializerOptions"/> use reflection.
/// </summary>
public static class ZmqJsonExtensions
{
    private const string Reflection = "Serialises by reflection. Use the overload that takes a JsonTypeInfo<T>, for AOT and trimming.";

    /// <summary>Sends a message of one frame, <paramref name="value"/> as JSON.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> cannot be serialised.</exception>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    public static ValueTask SendJsonAsync<T>(
        this IZmqSender socket, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(type);
        var message = ZmqMessage.Write((value, type), static (writer, state) => JsonFrame.Write(writer, state.value, state.type));
        return ZmqSenderExtensions.SendOwnAsync(socket, message, cancellationToken);
    }

    /// <summary>Sends a message of one frame, <paramref name="value"/> as JSON.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="value">The value.</param>
    /// <param name="options">How to serialise; null: <see cref="JsonSerializerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing was sent then.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> cannot be serialised.</exception>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static ValueTask SendJsonAsync<T>(
        this IZmqSender socket, T value, JsonSerializerOptions? options = null, CancellationToken cancellationToken = default) =>
        socket.SendJsonAsync(value, JsonFrame.TypeInfo<T>(options), cancellationToken);

    /// <summary>Publishes a message of two frames: the topic as UTF-8, and <paramref name="value"/> as JSON.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> cannot be serialised.</exception>
    /// <exception cref="ZmqException">The socket is closed.</exception>
    public static ValueTask PublishJsonAsync<T>(
        this IPubSocket socket, string topic, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(type);
        var message = ZmqMessage.Write(
            (topic, value, type), static (writer, state) => JsonFrame.Write(writer.Frame(state.topic), state.value, state.type));
        return ZmqSenderExtensions.SendOwnAsync(socket, message, cancellationToken);
    }

    /// <summary>Publishes a message of two frames: the topic as UTF-8, and <paramref name="value"/> as JSON.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="topic">What subscribers' prefixes are compared with.</param>
    /// <param name="value">The value.</param>
    /// <param name="options">How to serialise; null: <see cref="JsonSerializerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Publishing does not wait; a token that has fired already stops it.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> cannot be serialised.</exception>
    /// <exception cref="ZmqException">The socket is closed.</exception>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static ValueTask PublishJsonAsync<T>(
        this IPubSocket socket, string topic, T value, JsonSerializerOptions? options = null,
        CancellationToken cancellationToken = default) =>
        socket.PublishJsonAsync(topic, value, JsonFrame.TypeInfo<T>(options), cancellationToken);

    /// <summary>Receives a message and reads its last frame as JSON.</summary>
    /// <exception cref="JsonException">The frame is not JSON of that type. The message is gone.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired before a message was taken.</exception>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    public static ValueTask<T?> ReceiveJsonAsync<T>(
        this IZmqReceiver socket, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(type);
        return ReceiveJsonCoreAsync(socket, type, cancellationToken);
    }

    /// <summary>Receives a message and reads its last frame as JSON.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="options">How to deserialise; null: <see cref="JsonSerializerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; no message was taken then.</param>
    /// <exception cref="JsonException">The frame is not JSON of that type. The message is gone.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired before a message was taken.</exception>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static ValueTask<T?> ReceiveJsonAsync<T>(
        this IZmqReceiver socket, JsonSerializerOptions? options = null, CancellationToken cancellationToken = default) =>
        socket.ReceiveJsonAsync(JsonFrame.TypeInfo<T>(options), cancellationToken);

    /// <summary>Reads a frame as JSON.</summary>
    /// <param name="message">The message; stays the caller's.</param>
    /// <param name="type">The type.</param>
    /// <param name="frame">Which frame. Negative: counted from the end; -1, the default, is the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="JsonException">The frame is not JSON of that type.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public static T? ReadJson<T>(this ZmqMessage message, JsonTypeInfo<T> type, int frame = -1)
    {
        ArgumentNullException.ThrowIfNull(type);
        return JsonFrame.Read(message, type, frame);
    }

    /// <summary>Reads a frame as JSON.</summary>
    /// <param name="message">The message; stays the caller's.</param>
    /// <param name="options">How to deserialise; null: <see cref="JsonSerializerOptions.Default"/>.</param>
    /// <param name="frame">Which frame. Negative: counted from the end; -1, the default, is the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="JsonException">The frame is not JSON of that type.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static T? ReadJson<T>(this ZmqMessage message, JsonSerializerOptions? options = null, int frame = -1) =>
        JsonFrame.Read(message, JsonFrame.TypeInfo<T>(options), frame);

    private static async ValueTask<T?> ReceiveJsonCoreAsync<T>(
        IZmqReceiver socket, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var message = await socket.ReceiveAsync(cancellationToken);
        return JsonFrame.Read(message, type, frame: -1);
    }
}
