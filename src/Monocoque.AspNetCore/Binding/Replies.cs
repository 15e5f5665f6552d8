using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Monocoque.Binding;

/// <summary>Sends what a handler returned. A null text or array, and a message without frames, are no reply.</summary>
[SuppressMessage("Usage", "VSTHRD003", Justification = "The task comes from the handler, which was called for this very message.")]
[SuppressMessage("Usage", "VSTHRD103", Justification = "Read only once it has completed, to answer without a state machine.")]
internal static class Replies
{
    internal static ValueTask Wait(ZmqContext context, Task task) => new(task);

    internal static ValueTask Wait(ZmqContext context, ValueTask task) => task;

    internal static async ValueTask WriteResult<T>(ZmqContext context, Task<T> task, Func<ZmqContext, T, ValueTask> write) =>
        await write(context, await task);

    internal static ValueTask WriteResult<T>(ZmqContext context, ValueTask<T> task, Func<ZmqContext, T, ValueTask> write) =>
        task.IsCompletedSuccessfully ? write(context, task.Result) : WriteResultSlow(context, task, write);

    internal static async ValueTask WriteAll<T>(ZmqContext context, IAsyncEnumerable<T> items, Func<ZmqContext, T, ValueTask> write)
    {
        await foreach (var item in items.WithCancellation(context.Aborted))
            await write(context, item);
    }

    internal static ValueTask Write(ZmqContext context, ZmqMessage reply) => reply.Count == 0 ? default : context.ReplyAsync(reply);

    internal static ValueTask Write(ZmqContext context, ZmqMessage? reply) => reply is { } message ? Write(context, message) : default;

    internal static ValueTask Write(ZmqContext context, ReadOnlyMemory<byte>? body) => body is { } octets ? Write(context, octets) : default;

    internal static ValueTask Write(ZmqContext context, ReadOnlyMemory<byte> body) =>
        context.ReplyAsync(body, static (writer, body) => writer.Frame(body.Span));

    internal static ValueTask Write(ZmqContext context, byte[]? body) => body is null ? default : Write(context, body.AsMemory());

    internal static ValueTask Write(ZmqContext context, ReadOnlyMemory<char> text) =>
        context.ReplyAsync(text, static (writer, text) => writer.Frame(text.Span));

    internal static ValueTask Write(ZmqContext context, string? text) => text is null ? default : Write(context, text.AsMemory());

    internal static ValueTask WriteJson<T>(ZmqContext context, T value, JsonTypeInfo<T> type) =>
        context.ReplyAsync((Value: value, Type: type), static (writer, json) => JsonFrame.Write(writer, json.Value, json.Type));

    /// <summary>What was declared as an object is what it turns out to be.</summary>
    internal static ValueTask WriteObject(ZmqContext context, object? value, JsonTypeInfo<object?> type) => value switch
    {
        ZmqMessage message => Write(context, message),
        ReadOnlyMemory<byte> octets => Write(context, octets),
        byte[] octets => Write(context, octets),
        string text => Write(context, text),
        Task or ValueTask or IResult or IActionResult or IConvertToActionResult => throw new InvalidOperationException(
            $"The handler of '{context.Socket.Name}' returned an object that is a {TypeNames.Of(value.GetType())}, which cannot be a reply. Return the value itself,"
            + " and declare its type."),
        _ => WriteJson(context, value, type),
    };

    private static async ValueTask WriteResultSlow<T>(ZmqContext context, ValueTask<T> task, Func<ZmqContext, T, ValueTask> write) =>
        await write(context, await task);
}
