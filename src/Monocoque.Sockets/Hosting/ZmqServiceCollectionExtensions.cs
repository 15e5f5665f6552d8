using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Monocoque;
using Monocoque.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds ZeroMQ sockets to the services of a host, with or without a web server.</summary>
public static class ZmqServiceCollectionExtensions
{
    /// <summary>
    /// Makes ZeroMQ sockets injectable: <c>[FromKeyedServices("prices")] IPubSocket</c> by their name, or plain <c>IPubSocket</c> where there is
    /// exactly one of the kind. Sockets are declared by <see cref="ZmqBuilderExtensions"/> or in the configuration, under
    /// <c>Zmq:Sockets:name</c>; they are bound and connected when the host starts and drained when it stops. May be called more than once.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configurationSection">The section that holds <c>Sockets</c>. All calls that name one must name the same.</param>
    public static IZmqBuilder AddZmq(this IServiceCollection services, string configurationSection = ZmqHostingOptions.DefaultSection)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(configurationSection);
        services.Configure<ZmqHostingOptions>(options => options.ReadFrom(configurationSection));
        if (!services.Any(descriptor => descriptor.ServiceType == typeof(SocketCatalog)))
            AddServices(services);
        return new ZmqBuilder(services);
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddLogging();
        services.AddOptions();
        services.AddSingleton<SocketCatalog>();
        services.AddSingleton<SocketRegistry>();
        services.AddSingleton<SocketReload>();
        services.AddSingleton<IConfigureOptions<ZmqSocketOptions>, ConfigureZmqSocketOptions>();
        services.AddSingleton<IValidateOptions<ZmqSocketOptions>, ZmqSocketOptionsValidator>();
        services.AddSingleton<IConfigureOptions<ZmqRuntimeOptions>, ConfigureZmqRuntimeOptions>();
        services.TryAddSingleton(provider => new ZmqRuntime(provider.GetRequiredService<IOptions<ZmqRuntimeOptions>>().Value));
        AddInjection<IPubSocket>(services);
        AddInjection<ISubSocket>(services);
        AddInjection<IReqSocket>(services);
        AddInjection<IRepSocket>(services);
        AddInjection<IDealerSocket>(services);
        AddInjection<IRouterSocket>(services);
        AddInjection<IPushSocket>(services);
        AddInjection<IPullSocket>(services);
        AddInjection<IPairSocket>(services);
        AddInjection<IXPubSocket>(services);
        AddInjection<IXSubSocket>(services);
        AddInjection<IStreamSocket>(services);
        AddInjection<IClientSocket>(services);
        AddInjection<IServerSocket>(services);
        AddInjection<IRadioSocket>(services);
        AddInjection<IDishSocket>(services);
        AddInjection<IScatterSocket>(services);
        AddInjection<IGatherSocket>(services);
        AddInjection<IPeerSocket>(services);
        AddInjection<IChannelSocket>(services);
        AddInjection<IDgramSocket>(services);

        // Hosted services start in this order and stop in reverse: being first, sockets are open before anybody uses them and close last.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ZmqHostedService>());
    }

    /// <summary>TryAdd, so that a fake registered before wins; one registered later wins anyway.</summary>
    private static void AddInjection<TSocket>(IServiceCollection services)
        where TSocket : class, IZmqSocket
    {
        services.TryAddSingleton(provider => provider.GetRequiredService<SocketRegistry>().GetOnly<TSocket>());
        services.TryAddKeyedSingleton(
            KeyedService.AnyKey, (provider, key) => provider.GetRequiredService<SocketRegistry>().GetKeyed<TSocket>(key));
    }
}
