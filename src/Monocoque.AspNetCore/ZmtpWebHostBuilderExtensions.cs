using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Monocoque;
using Monocoque.Dashboard;
using Monocoque.Endpoints;
using Monocoque.Hosting;
using Monocoque.Proxies;
using Monocoque.Running;
using Monocoque.Sniffing;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Brings ZeroMQ into a web application.</summary>
public static class ZmtpWebHostBuilderExtensions
{
    /// <summary>
    /// Makes ZeroMQ sockets injectable and mappable: reads <c>Zmq:Sockets</c> from the configuration, and enables
    /// <c>app.MapZmqRouter(…)</c> and its kin. The addresses of the web server stay as they are: sockets listen on ports of their own,
    /// through the same transport. Calling it again adds to the options and is otherwise harmless.
    /// </summary>
    /// <param name="builder">The web host, <c>builder.WebHost</c>.</param>
    /// <param name="configure">Sets options.</param>
    public static IWebHostBuilder UseZmtp(this IWebHostBuilder builder, Action<ZmtpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            services.AddZmq();
            if (configure is not null)
                services.Configure(configure);
            if (!services.Any(descriptor => descriptor.ServiceType == typeof(ZmqMappings)))
                AddServices(services);
        });
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<IConfigureOptions<ZmqHostingOptions>, ConfigureZmqHosting>();
        services.AddSingleton<IPostConfigureOptions<ZmqRuntimeOptions>, RunZmtpOnIoThreads>();
        services.AddSingleton<IPostConfigureOptions<ZmqRuntimeOptions>, UseKestrelCertificate>();
        services.AddSingleton<ZmqMappings>();
        services.AddSingleton<SharedListeners>();
        services.AddSingleton<IPostConfigureOptions<KestrelServerOptions>, ShareHttpPorts>();
        services.AddSingleton<HandlerMetrics>();
        services.AddSingleton<EndpointAuthorization>();
        services.AddSingleton<MappingChecks>();
        services.AddSingleton<IHostedSocketUser, EndpointRunner>();
        services.AddSingleton<IHostedSocketUser, SharedPortCheck>();
        services.AddSingleton<DashboardReader>();
        services.AddSingleton<EventRecorder>();
        services.AddSingleton<DashboardAccess>();
        services.AddSingleton<IHostedSocketUser>(static provider => provider.GetRequiredService<DashboardAccess>());
        services.AddSingleton<ZmqProxies>();
        services.AddSingleton<IHostedSocketUser, ProxyRunner>();
        services.TryAddSingleton(provider => provider.GetRequiredService<ZmqProxies>().GetOnly());
        services.TryAddKeyedSingleton(KeyedService.AnyKey, (provider, key) => provider.GetRequiredService<ZmqProxies>().GetKeyed(key));
    }
}
