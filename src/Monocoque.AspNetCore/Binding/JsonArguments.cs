using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Monocoque.Binding;

/// <summary>The parameters that are JSON in the message: one without any attribute, from the last frame, and any number with a frame of their own.</summary>
[RequiresUnreferencedCode(Warnings.Reflection)]
[RequiresDynamicCode(Warnings.Reflection)]
internal sealed class JsonArguments(HandlerTarget target, ParameterExpression context)
{
    private ParameterInfo? _only;

    internal Expression BindOnly(ParameterInfo parameter)
    {
        if (_only is not null)
        {
            throw HandlerErrors.Parameter(
                target, parameter,
                $"would be JSON from the last frame, as '{_only.Name}' is already. Name their frames with [ZmqFrame(n)]; if one is a service, register it.");
        }
        _only = parameter;
        return BindFrame(parameter, frame: -1);
    }

    internal Expression BindFrame(ParameterInfo parameter, int frame)
    {
        var type = parameter.ParameterType;
        RefuseWhatJsonCannotMake(parameter);
        var info = JsonContracts.Of(target, type, problem => HandlerErrors.Parameter(target, parameter, problem));
        if (JsonContracts.FindReadFault(info) is { } fault)
            throw HandlerErrors.Parameter(target, parameter, fault);
        Expression[] arguments = [context, Expression.Constant(frame), Expression.Constant(parameter.Name ?? ""), Expression.Constant(info)];
        return ParameterBinder.IsOptional(parameter)
            ? ParameterBinder.Call(nameof(ArgumentReader.JsonOr), [type], [.. arguments, Otherwise(parameter)])
            : ParameterBinder.Call(nameof(ArgumentReader.Json), [type], [.. arguments, Expression.Constant(false)]);
    }

    /// <summary>What the parameter is where the message has no such frame. The default value of a struct is null in its metadata.</summary>
    private static Expression Otherwise(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (!parameter.HasDefaultValue || parameter.DefaultValue is not { } value)
            return Expression.Default(type);
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return Expression.Convert(Expression.Constant(plain.IsEnum ? Enum.ToObject(plain, value) : value), type);
    }

    private void RefuseWhatJsonCannotMake(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var isAbstract = (type.IsInterface || type.IsAbstract)
            && !typeof(IEnumerable).IsAssignableFrom(type)
            && !type.IsDefined(typeof(JsonPolymorphicAttribute), inherit: false)
            && !type.IsDefined(typeof(JsonDerivedTypeAttribute), inherit: false)
            && !type.IsDefined(typeof(JsonConverterAttribute), inherit: false);
        if (isAbstract || typeof(Delegate).IsAssignableFrom(type) || typeof(Stream).IsAssignableFrom(type))
        {
            throw HandlerErrors.Parameter(
                target, parameter, "is not registered as a service, and JSON cannot make it. Register it in builder.Services, or take a concrete type.");
        }
    }
}
