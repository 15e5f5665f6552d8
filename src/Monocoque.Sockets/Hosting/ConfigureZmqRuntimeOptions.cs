using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monocoque.Transports;

namespace Monocoque.Hosting;

/// <summary>Stands the runtime on the services of the host. The application may configure <see cref="ZmqRuntimeOptions"/> further.</summary>
internal sealed class ConfigureZmqRuntimeOptions(
    IServiceProvider services, IOptions<ZmqHostingOptions> hosting, IOptions<HostOptions> host) : IConfigureOptions<ZmqRuntimeOptions>
{
    public void Configure(ZmqRuntimeOptions options)
    {
        options.TimeProvider = services.GetService<TimeProvider>() ?? options.TimeProvider;
        options.LoggerFactory = services.GetService<ILoggerFactory>() ?? options.LoggerFactory;
        foreach (var factory in services.GetServices<IConnectionListenerFactory>())
            options.ListenerFactories.Add(factory is SocketTransportFactory ? CreateSockets(options.LoggerFactory) : factory);
        options.ConnectionFactory = services.GetService<IConnectionFactory>();
        options.MeterFactory = services.GetService<IMeterFactory>();
        options.ConfigureConnection = hosting.Value.ConfigureConnection;
        options.Services = services;
        options.Defaults = hosting.Value.Defaults ?? options.Defaults;

        // The host gives up at its shutdown timeout; a shorter linger would only lose messages it has time for.
        options.DefaultLinger = host.Value.ShutdownTimeout;
    }

    /// <summary>The transport of the web server, with memory for ZeroMQ.</summary>
    private SocketTransportFactory CreateSockets(ILoggerFactory loggers) =>
        KestrelSockets.CreateListenerFactory(services.GetService<IOptions<SocketTransportOptions>>()?.Value, loggers);
}
