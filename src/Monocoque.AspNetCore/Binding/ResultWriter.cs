using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Monocoque.Hosting;

namespace Monocoque.Binding;

/// <summary>Chooses, when a handler is mapped, how what it returns becomes a reply.</summary>
[RequiresUnreferencedCode(Warnings.Reflection)]
[RequiresDynamicCode(Warnings.Reflection)]
internal sealed class ResultWriter(HandlerTarget target, Func<string, Exception> error)
{
    /// <summary>A <c>Func&lt;ZmqContext, T, ValueTask&gt;</c> where T is <paramref name="type"/>, the return type of the handler.</summary>
    internal Delegate Create(Type type)
    {
        if (type == typeof(Task))
            return (Func<ZmqContext, Task, ValueTask>)Replies.Wait;
        if (type == typeof(ValueTask))
            return (Func<ZmqContext, ValueTask, ValueTask>)Replies.Wait;
        if (ArgumentOf(type, typeof(ValueTask<>)) is { } later)
            return Make(nameof(ForValueTask), later);
        for (var task = type; task is not null; task = task.BaseType)
        {
            if (ArgumentOf(task, typeof(Task<>)) is { } result)
                return Make(nameof(ForTask), result);
        }
        return Make(nameof(ForValue), type);
    }

    private static Func<ZmqContext, Task<T>, ValueTask> Later<T>(Func<ZmqContext, T, ValueTask> write) =>
        (context, task) => Replies.WriteResult(context, task, write);

    private Delegate ForTask<T>() => Later((Func<ZmqContext, T, ValueTask>)Create(typeof(T), isResult: true));

    private Func<ZmqContext, ValueTask<T>, ValueTask> ForValueTask<T>()
    {
        var write = (Func<ZmqContext, T, ValueTask>)Create(typeof(T), isResult: true);
        return (context, task) => Replies.WriteResult(context, task, write);
    }

    private Delegate Create(Type type, bool isResult) => isResult ? Make(nameof(ForValue), type) : Create(type);

    private Delegate ForValue<T>()
    {
        RefuseValue(typeof(T));
        if (ItemOf(typeof(T)) is { } item)
            return Make(nameof(ForStream), item, typeof(T));
        return ForItem<T>();
    }

    private Func<ZmqContext, TStream, ValueTask> ForStream<TItem, TStream>()
        where TStream : IAsyncEnumerable<TItem>
    {
        if (target.Plan.Type is ZmqSocketType.Rep)
            throw error("it returns a stream, but REP answers exactly once. Map a ROUTER, or return a list.");
        RefuseValue(typeof(TItem));
        if (ItemOf(typeof(TItem)) is not null)
            throw error("it returns a stream of streams. Return one stream.");
        var write = ForItem<TItem>();
        return (context, items) => Replies.WriteAll(context, items, write);
    }

    private Func<ZmqContext, T, ValueTask> ForItem<T>()
    {
        if (typeof(T) == typeof(ZmqMessage))
            return Same<T, ZmqMessage>(Replies.Write);
        if (typeof(T) == typeof(ReadOnlyMemory<byte>))
            return Same<T, ReadOnlyMemory<byte>>(Replies.Write);
        if (typeof(T) == typeof(byte[]))
            return Same<T, byte[]?>(Replies.Write);
        if (typeof(T) == typeof(string))
            return Same<T, string?>(Replies.Write);
        if (typeof(T) == typeof(ZmqMessage?))
            return Same<T, ZmqMessage?>(Replies.Write);
        if (typeof(T) == typeof(ReadOnlyMemory<byte>?))
            return Same<T, ReadOnlyMemory<byte>?>(Replies.Write);
        var info = (JsonTypeInfo<T>)JsonContracts.Of(target, typeof(T), problem => error($"its result {TypeNames.Of(typeof(T))} {problem}"));
        if (JsonContracts.FindWriteFault(info) is { } fault)
            throw error($"its result {TypeNames.Of(typeof(T))} {fault}");
        if (typeof(T) == typeof(object))
            return (context, value) => Replies.WriteObject(context, value, (JsonTypeInfo<object?>)(object)info);
        return (context, value) => Replies.WriteJson(context, value, info);
    }

    private void RefuseValue(Type type)
    {
        if (!target.CanReply)
            throw error($"it returns {TypeNames.Of(type)}, but {target.Plan.Type.ToDisplayName()} cannot reply. Return nothing, Task or ValueTask.");
        if (Lookalikes.IsOctets(type))
            throw error($"it returns {TypeNames.Of(type)}, which would be JSON, not its octets. Return ReadOnlyMemory<byte> or byte[].");
        if (Lookalikes.IsFrames(type))
        {
            throw error(
                $"it returns {TypeNames.Of(type)}, which would be JSON, not frames or messages. Return a ZmqMessage for several frames, an IAsyncEnumerable for several"
                + " replies.");
        }
        if (type != typeof(ZmqMessage) && type != typeof(ZmqMessage?) && Lookalikes.IsPart(type))
            throw error($"it returns {TypeNames.Of(type)}, which cannot be a reply. Return octets, text, a ZmqMessage or a value for JSON.");
        if (typeof(IResult).IsAssignableFrom(type) || typeof(IActionResult).IsAssignableFrom(type) || typeof(IConvertToActionResult).IsAssignableFrom(type))
            throw error($"it returns {TypeNames.Of(type)}, which is a response of HTTP. Return the value itself.");
        if (typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask) || ArgumentOf(type, typeof(ValueTask<>)) is not null)
            throw error("it returns a task of a task. Await the inner one.");
        if (typeof(Delegate).IsAssignableFrom(type) || typeof(Stream).IsAssignableFrom(type) || type.IsByRefLike || type.IsByRef || type.IsPointer)
            throw error($"it returns {TypeNames.Of(type)}, which cannot be a reply. Return octets, text, a ZmqMessage or a value for JSON.");
    }

    private static Type? ItemOf(Type type) =>
        ArgumentOf(type, typeof(IAsyncEnumerable<>))
        ?? type.GetInterfaces().Select(candidate => ArgumentOf(candidate, typeof(IAsyncEnumerable<>))).FirstOrDefault(item => item is not null);

    private static Type? ArgumentOf(Type type, Type definition) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == definition ? type.GetGenericArguments()[0] : null;

    private static Func<ZmqContext, T, ValueTask> Same<T, TKnown>(Func<ZmqContext, TKnown, ValueTask> write) =>
        (Func<ZmqContext, T, ValueTask>)(object)write;

    private Delegate Make(string method, params Type[] types)
    {
        try
        {
            return (Delegate)typeof(ResultWriter).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Instance)!
                .MakeGenericMethod(types).Invoke(this, parameters: null)!;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }
}
