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
        return ParameterBinder.Call(
            nameof(ArgumentReader.Json), [type], context, Expression.Constant(frame), Expression.Constant(parameter.Name ?? ""),
            Expression.Constant(info), Expression.Constant(ParameterBinder.IsOptional(parameter)));
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
