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
    private readonly ServiceArguments _services = new(target, context);
    private readonly FrameArguments _frames = new(target, context);
    private readonly JsonArguments _json = new(target, context);

    internal Expression Bind(ParameterInfo parameter)
    {
        RefuseShape(parameter);
        RefuseHttp(parameter);
        var frame = parameter.GetCustomAttribute<ZmqFrameAttribute>();
        if (frame is not null && ServiceArguments.IsAskedFor(parameter))
            throw HandlerErrors.Parameter(target, parameter, "has [ZmqFrame] and an attribute of services. Keep one of them.");
        if (_services.TryBindByAttribute(parameter) is { } service)
            return service;
        if (frame is not null)
        {
            RefusePart(parameter);
            return _frames.TryBind(parameter, frame.Index) ?? _json.BindFrame(parameter, frame.Index);
        }
        return TryBindContext(parameter) ?? _frames.TryBind(parameter) ?? _services.TryBindByType(parameter) ?? _json.BindOnly(parameter);
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
        if (Lookalikes.IsOctets(type))
            throw HandlerErrors.Parameter(target, parameter, "would be JSON, not the octets of a frame. Take ReadOnlyMemory<byte> or byte[].");
        if (Lookalikes.IsFrames(type))
            throw HandlerErrors.Parameter(target, parameter, "would be JSON, not the frames of the message. Take ZmqMessage, or name single frames with [ZmqFrame(n)].");
        if (Nullable.GetUnderlyingType(type) is { } value && Lookalikes.IsPart(value))
            throw HandlerErrors.Parameter(target, parameter, $"is always there. Take {TypeNames.Of(value)}.");
    }

    private void RefusePart(ParameterInfo parameter)
    {
        if (Lookalikes.IsPart(parameter.ParameterType))
            throw HandlerErrors.Parameter(target, parameter, "has [ZmqFrame], but is not in a frame. Remove the attribute.");
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
