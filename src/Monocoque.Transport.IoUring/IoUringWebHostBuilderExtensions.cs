using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monocoque.Transport.IoUring;
using Monocoque.Transport.IoUring.Diagnostics;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Brings io_uring into a web application.</summary>
public static class IoUringWebHostBuilderExtensions
{
    /// <summary>
    /// Makes Kestrel, and whoever injects an <see cref="IConnectionListenerFactory"/> or an <see cref="IConnectionFactory"/>, use io_uring for TCP, Unix domain sockets
    /// and inherited handles. Needs Linux 6.1; elsewhere, or where a container forbids it, one warning says why and the Sockets transport serves. May come
    /// before or after <c>UseKestrel</c>. Calling it again adds to the options and is otherwise harmless.
    /// </summary>
    /// <param name="builder">The web host, <c>builder.WebHost</c>.</param>
    /// <param name="configure">Sets options.</param>
    public static IWebHostBuilder UseIoUring(this IWebHostBuilder builder, Action<IoUringTransportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // First, because Kestrel takes the last registered transport that can, and adds its own only where there is none.
        builder.UseSockets();
        return builder.ConfigureServices(services =>
        {
            if (configure is not null)
                services.Configure(configure);
            if (!services.Any(descriptor => descriptor.ServiceType == typeof(IoUringTransport)))
                AddServices(services);
        });
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddOptions<IoUringTransportOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<IoUringTransportOptions>, IoUringTransportOptionsValidator>();
        services.AddSingleton(provider => new IoUringMetrics(provider.GetService<IMeterFactory>()));
        services.AddSingleton(provider => new IoUringTransport(
            provider.GetRequiredService<IOptions<IoUringTransportOptions>>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<IMemoryPoolFactory<byte>>(),
            provider.GetRequiredService<IoUringMetrics>()));
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<IoUringTransport>());
        services.AddSingleton<IConnectionListenerFactorySelector>(provider => provider.GetRequiredService<IoUringTransport>());
        services.AddSingleton<IConnectionFactory>(provider => provider.GetRequiredService<IoUringTransport>());
    }
}
