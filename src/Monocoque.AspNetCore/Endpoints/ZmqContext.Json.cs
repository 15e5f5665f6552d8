using System.Text.Json.Serialization.Metadata;
using Monocoque.Binding;

namespace Monocoque;

/// <summary>JSON for handlers that take the context: without reflection, so they work in trimmed and AOT-compiled programs.</summary>
public sealed partial class ZmqContext
{
    /// <summary>Reads a frame of <see cref="Message"/> as JSON.</summary>
    /// <param name="type">The contract, of a <c>JsonSerializerContext</c>: <c>AppJson.Default.Order</c>.</param>
    /// <param name="frame">The frame, counted from 0 without the routing envelope; negative from the end, -1 is the last.</param>
    /// <exception cref="ZmqBadMessageException">
    /// There is no such frame, or it is not JSON of that type, or null. The peer's fault: where the handler lets it pass, it is logged at
    /// Debug and handed to <c>OnError</c>, as for the parameters of other handlers.
    /// </exception>
    public T ReadJson<T>(JsonTypeInfo<T> type, int frame = -1)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(type);
        return ArgumentReader.Json(this, frame, "message", type, isNullable: false)!;
    }

    /// <summary>Answers with one frame, <paramref name="value"/> as JSON, as <see cref="ReplyAsync(ZmqMessage)"/> does with a message.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The contract, of a <c>JsonSerializerContext</c>: <c>AppJson.Default.Order</c>.</param>
    /// <exception cref="InvalidOperationException">The socket cannot send, or is a REP and has answered.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> cannot be serialised.</exception>
    /// <exception cref="ZmqException">The socket refuses the message: it is closed, or a mandatory ROUTER lost the peer.</exception>
    public ValueTask ReplyJsonAsync<T>(T value, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Replies.WriteJson(this, value, type);
    }
}
