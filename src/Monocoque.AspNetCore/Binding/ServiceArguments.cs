using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.Binding;

/// <summary>Parameters that come from the services, by attribute or because their type is registered.</summary>
[RequiresUnreferencedCode(Warnings.Reflection)]
[RequiresDynamicCode(Warnings.Reflection)]
internal sealed class ServiceArguments(HandlerTarget target, ParameterExpression context)
{
    private readonly IServiceProviderIsService? _known = target.Services.GetService<IServiceProviderIsService>();

    internal bool IsService(Type type) => _known?.IsService(type) is true;

    /// <summary>An attribute says that the parameter is a service.</summary>
    internal static bool IsAskedFor(ParameterInfo parameter) =>
        parameter.GetCustomAttributes().Any(static attribute => attribute is FromKeyedServicesAttribute or IFromServiceMetadata);

    internal Expression? TryBindByAttribute(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
            return BindKeyed(parameter, keyed.Key);
        if (!parameter.GetCustomAttributes().Any(attribute => attribute is IFromServiceMetadata))
            return null;
        if (!IsService(parameter.ParameterType) && !ParameterBinder.IsOptional(parameter))
            throw HandlerErrors.Parameter(target, parameter, "has [FromServices], but is not registered. Register it in builder.Services.");
        return BindService(parameter);
    }

    internal Expression? TryBindByType(ParameterInfo parameter)
    {
        if (!IsService(parameter.ParameterType))
            return null;
        CheckSocketAtStart(parameter, services => services.GetService(parameter.ParameterType));
        return BindService(parameter);
    }

    private MethodCallExpression BindService(ParameterInfo parameter) => ParameterBinder.Call(
        ParameterBinder.IsOptional(parameter) ? nameof(ArgumentReader.Optional) : nameof(ArgumentReader.Required),
        [parameter.ParameterType], context);

    private MethodCallExpression BindKeyed(ParameterInfo parameter, object? key)
    {
        CheckSocketAtStart(parameter, services => ((IKeyedServiceProvider)services).GetKeyedService(parameter.ParameterType, key));
        var isOptional = ParameterBinder.IsOptional(parameter);
        if (!isOptional && target.Services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(parameter.ParameterType, key) is false)
            throw HandlerErrors.Parameter(target, parameter, $"asks for the key '{key}', which is not registered. Register it in builder.Services.");
        return ParameterBinder.Call(
            isOptional ? nameof(ArgumentReader.OptionalKeyed) : nameof(ArgumentReader.RequiredKeyed),
            [parameter.ParameterType], context, Expression.Constant(key, typeof(object)));
    }

    /// <summary>
    /// The container takes every socket for known, so a wrong name would show with the first message only; and a mapping further down may yet add the
    /// socket. So it is asked for when the host starts, when all sockets are made anyway.
    /// </summary>
    private void CheckSocketAtStart(ParameterInfo parameter, Func<IServiceProvider, object?> resolve)
    {
        if (!ZmqSocketTypes.All.Any(entry => entry.Interface == parameter.ParameterType))
            return;
        target.StartChecks.Add(() =>
        {
            try
            {
                _ = resolve(target.Services);
            }
            catch (InvalidOperationException exception)
            {
                throw HandlerErrors.Parameter(target, parameter, $"cannot be given. {exception.Message}");
            }
        });
    }
}
