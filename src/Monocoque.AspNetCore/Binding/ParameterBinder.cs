using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.Binding;

/// <summary>Decides once, when a handler is mapped, where each of its parameters comes from.</summary>
[RequiresUnreferencedCode(Warnings.Reflection)]
[RequiresDynamicCode(Warnings.Reflection)]
internal sealed class ParameterBinder(HandlerTarget target, ParameterExpression context)
{
    private const int LastFrame = -1;

    private readonly ServiceArguments _services = new(target, context);
    private readonly JsonArguments _json = new(target, context);

    internal Expression Bind(ParameterInfo parameter)
    {
        RefuseShape(parameter);
        RefuseHttp(parameter);
        if (_services.TryBindByAttribute(parameter) is { } service)
            return service;
        if (parameter.GetCustomAttribute<ZmqFrameAttribute>() is { } frame)
            return TryBindFrame(parameter, frame.Index) ?? _json.BindFrame(parameter, frame.Index);
        return TryBindContext(parameter)
            ?? TryBindFrame(parameter, FrameByName(parameter))
            ?? _services.TryBindByType(parameter)
            ?? _json.BindOnly(parameter);
    }

    private Expression? TryBindContext(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(ZmqContext))
            return context;
        if (type == typeof(ZmqMessage))
            return Expression.Property(context, nameof(ZmqContext.Message));
        if (type == typeof(ZmqPeer))
            return Expression.Property(context, nameof(ZmqContext.Peer));
        if (type == typeof(ClaimsPrincipal))
            return Expression.Property(context, nameof(ZmqContext.User));
        if (type == typeof(CancellationToken))
            return Expression.Property(context, nameof(ZmqContext.Aborted));
        return IsOwnSocket(type) ? Expression.Convert(Expression.Property(context, nameof(ZmqContext.Socket)), type) : null;
    }

    private MethodCallExpression? TryBindFrame(ParameterInfo parameter, int frame)
    {
        var type = parameter.ParameterType;
        var reader = type == typeof(ReadOnlyMemory<byte>) ? nameof(ArgumentReader.Memory)
            : type == typeof(byte[]) ? nameof(ArgumentReader.Array)
            : type == typeof(string) ? nameof(ArgumentReader.Text)
            : null;
        return reader is null ? null : Call(reader, [], context, Expression.Constant(frame), Expression.Constant(parameter.Name ?? ""));
    }

    /// <summary>On SUB and XSUB the topic is frame 0, which is where a parameter of that name expects it.</summary>
    private int FrameByName(ParameterInfo parameter) =>
        target.HasTopic && parameter.ParameterType == typeof(string) && string.Equals(parameter.Name, "topic", StringComparison.OrdinalIgnoreCase)
            ? 0 : LastFrame;

    private bool IsOwnSocket(Type type) =>
        type.IsInterface && typeof(IZmqSocket).IsAssignableFrom(type)
        && type.IsAssignableFrom(ZmqSocketTypes.All.First(entry => entry.Type == target.Plan.Type).Interface);

    private void RefuseShape(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type.IsByRef || type.IsPointer || type.IsFunctionPointer)
            throw HandlerErrors.Parameter(target, parameter, "is passed by reference or is a pointer. Take it by value.");
        if (type.IsByRefLike)
            throw HandlerErrors.Parameter(target, parameter, "is a ref struct. Take ReadOnlyMemory<byte>.");
    }

    private void RefuseHttp(ParameterInfo parameter)
    {
        var http = parameter.GetCustomAttributes().FirstOrDefault(attribute => attribute
            is IFromBodyMetadata or IFromRouteMetadata or IFromQueryMetadata or IFromHeaderMetadata or IFromFormMetadata);
        if (http is not null || parameter.IsDefined(typeof(Microsoft.AspNetCore.Http.AsParametersAttribute)))
        {
            var name = http?.GetType().Name.Replace(nameof(Attribute), "", StringComparison.Ordinal) ?? "AsParameters";
            throw HandlerErrors.Parameter(target, parameter, $"has [{name}], which is about HTTP requests. Remove it, or name a frame with [ZmqFrame(n)].");
        }
        if (parameter.ParameterType.Namespace?.StartsWith("Microsoft.AspNetCore.Http", StringComparison.Ordinal) is true
            && !_services.IsService(parameter.ParameterType))
        {
            throw HandlerErrors.Parameter(target, parameter, "belongs to HTTP requests, and there is none here. Take ZmqContext.");
        }
    }

    internal static MethodCallExpression Call(string reader, Type[] types, params Expression[] arguments)
    {
        var method = typeof(ArgumentReader).GetMethod(reader, BindingFlags.NonPublic | BindingFlags.Static)!;
        return Expression.Call(types.Length == 0 ? method : method.MakeGenericMethod(types), arguments);
    }

    /// <summary>Whether the handler can do without: <c>T?</c>, or a default value.</summary>
    internal static bool IsOptional(ParameterInfo parameter) =>
        parameter.HasDefaultValue
        || Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        || new NullabilityInfoContext().Create(parameter).WriteState is NullabilityState.Nullable;
}
