using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.Binding;

/// <summary>
/// Checks what a handler class asks for when it is mapped, because it is made with the first message only: services nobody has registered; and, when all is mapped,
/// sockets nobody has declared.
/// </summary>
internal static class HandlerConstructor
{
    internal static void Check([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler, HandlerTarget target)
    {
        var constructors = handler.GetConstructors();
        // If there are several, the framework takes the one that is marked.
        var constructor = constructors.Length == 1
            ? constructors[0]
            : Array.Find(constructors, static candidate => candidate.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)));
        foreach (var parameter in constructor?.GetParameters() ?? [])
            Check(handler, parameter, target);
    }

    private static void Check(Type handler, ParameterInfo parameter, HandlerTarget target)
    {
        var type = parameter.ParameterType;
        var keyed = parameter.GetCustomAttribute<FromKeyedServicesAttribute>();
        var isKnown = keyed is null
            ? target.Services.GetService<IServiceProviderIsService>()?.IsService(type)
            : target.Services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(type, keyed.Key);
        if (isKnown is false && !parameter.HasDefaultValue)
        {
            var key = keyed is null ? "" : $" with the key '{keyed.Key}'";
            throw new InvalidOperationException(
                $"{TypeNames.Of(handler)} cannot handle {target.Plan}: its constructor asks for '{parameter.Name}' ({TypeNames.Of(type)}){key}, which is not registered."
                + " Register it in builder.Services.");
        }
        if (isKnown is true && ZmqSocketTypes.All.Any(entry => entry.Interface == type))
            target.StartChecks.Add(() => CheckSocket(handler, parameter, keyed, target));
    }

    /// <summary>The container takes every socket for known.</summary>
    private static void CheckSocket(Type handler, ParameterInfo parameter, FromKeyedServicesAttribute? keyed, HandlerTarget target)
    {
        try
        {
            _ = keyed is null
                ? target.Services.GetService(parameter.ParameterType)
                : ((IKeyedServiceProvider)target.Services).GetKeyedService(parameter.ParameterType, keyed.Key);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException(
                $"{TypeNames.Of(handler)} cannot handle {target.Plan}: '{parameter.Name}' of its constructor ({TypeNames.Of(parameter.ParameterType)}) cannot be given."
                + $" {exception.Message}", exception);
        }
    }
}
