using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.Binding;

/// <summary>Makes a handler class for each message.</summary>
internal static class HandlerActivator
{
    internal static ZmqDelegate Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        HandlerTarget target)
        where THandler : class, IZmqHandler
    {
        if (target.Services.GetService<IServiceProviderIsService>()?.IsService(typeof(THandler)) is true)
            return static context => context.RequestServices.GetRequiredService<THandler>().HandleAsync(context);
        if (typeof(THandler).IsAbstract)
            throw new InvalidOperationException($"{TypeNames.Of(typeof(THandler))} cannot handle {target.Plan}: it is abstract. Map a class, or register one for it.");
        ObjectFactory<THandler> factory;
        try
        {
            factory = ActivatorUtilities.CreateFactory<THandler>([]);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException(
                $"{TypeNames.Of(typeof(THandler))} cannot handle {target.Plan}: {exception.Message}", exception);
        }
        HandlerConstructor.Check(typeof(THandler), target);
        return context => HandleOwned(factory(context.RequestServices, []), context);
    }

    private static ValueTask HandleOwned(IZmqHandler handler, ZmqContext context) =>
        handler is IDisposable or IAsyncDisposable ? HandleAndDisposeAsync(handler, context) : handler.HandleAsync(context);

    private static async ValueTask HandleAndDisposeAsync(IZmqHandler handler, ZmqContext context)
    {
        try
        {
            await handler.HandleAsync(context);
        }
        finally
        {
            if (handler is IAsyncDisposable later)
                await later.DisposeAsync();
            else
                ((IDisposable)handler).Dispose();
        }
    }
}
