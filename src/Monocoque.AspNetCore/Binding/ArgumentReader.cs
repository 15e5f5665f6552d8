using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.Binding;

/// <summary>Takes the arguments of a handler out of the context. Compiled handlers call these methods.</summary>
internal static class ArgumentReader
{
    internal static ReadOnlyMemory<byte> Memory(ZmqContext context, int frame, string parameter)
    {
        if (!TryGet(context, frame, out var octets))
            ThrowNoFrame(context.Message.Count, frame, parameter);
        return octets;
    }

    internal static ReadOnlyMemory<byte>? MemoryOrNull(ZmqContext context, int frame) =>
        TryGet(context, frame, out var octets) ? octets : default(ReadOnlyMemory<byte>?);

    internal static ReadOnlyMemory<byte> MemoryOrEmpty(ZmqContext context, int frame) => TryGet(context, frame, out var octets) ? octets : default;

    internal static byte[] Array(ZmqContext context, int frame, string parameter) => Memory(context, frame, parameter).ToArray();

    internal static byte[]? ArrayOrNull(ZmqContext context, int frame) => TryGet(context, frame, out var octets) ? octets.ToArray() : null;

    internal static string Text(ZmqContext context, int frame, string parameter) =>
        Encoding.UTF8.GetString(Memory(context, frame, parameter).Span);

    internal static string? TextOr(ZmqContext context, int frame, string? otherwise) =>
        TryGet(context, frame, out var octets) ? Encoding.UTF8.GetString(octets.Span) : otherwise;

    internal static T? JsonOr<T>(ZmqContext context, int frame, string parameter, JsonTypeInfo<T> type, T? otherwise) =>
        TryGet(context, frame, out _) ? Json(context, frame, parameter, type, isNullable: true) : otherwise;

    internal static T? Json<T>(ZmqContext context, int frame, string parameter, JsonTypeInfo<T> type, bool isNullable)
    {
        var octets = Memory(context, frame, parameter);
        T? value;
        try
        {
            value = JsonSerializer.Deserialize(octets.Span, type);
        }
        catch (JsonException exception)
        {
            throw new ZmqBadMessageException($"'{parameter}' is not JSON of type {TypeNames.Of(typeof(T))}: {exception.Message}", exception);
        }
        if (value is null && !isNullable)
            ThrowNull(parameter);
        return value;
    }

    internal static T Required<T>(ZmqContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    internal static T? Optional<T>(ZmqContext context) => context.RequestServices.GetService<T>();

    internal static T RequiredKeyed<T>(ZmqContext context, object? key)
        where T : notnull => context.RequestServices.GetRequiredKeyedService<T>(key);

    internal static T? OptionalKeyed<T>(ZmqContext context, object? key) => context.RequestServices.GetKeyedService<T>(key);

    private static bool TryGet(ZmqContext context, int frame, out ReadOnlyMemory<byte> octets)
    {
        var message = context.Message;
        var index = frame < 0 ? message.Count + frame : frame;
        var isThere = (uint)index < (uint)message.Count;
        octets = isThere ? message[index] : default;
        return isThere;
    }

    [DoesNotReturn]
    private static void ThrowNoFrame(int count, int frame, string parameter)
    {
        var wanted = frame == -1 ? "a last frame" : string.Create(CultureInfo.InvariantCulture, $"frame {frame}");
        throw new ZmqBadMessageException($"'{parameter}' needs {wanted}, but the message has {count} frames.");
    }

    [DoesNotReturn]
    private static void ThrowNull(string parameter) => throw new ZmqBadMessageException($"'{parameter}' is null in the message's JSON, but is required.");
}
