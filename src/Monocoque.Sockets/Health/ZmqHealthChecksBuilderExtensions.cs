using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monocoque;
using Monocoque.Health;
using Monocoque.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of ZeroMQ sockets.</summary>
public static class ZmqHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a health check of the host's sockets. Unhealthy: a socket is closed or not open yet, no longer accepts connections where it is bound, has given up an
    /// address, has lost a handler, or has fewer peers than <see cref="ZmqHealthCheckOptions.MinimumPeers"/>. Degraded: an address it connects to has had no peer for
    /// longer than <see cref="ZmqHealthCheckOptions.ConnectGracePeriod"/>, or its queues are nearly at their marks. The data has an entry for each socket: type, status,
    /// bound, connects, peers, handlers, sendQueueLength, receiveQueueLength, dropped, reconnects.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks()</c> returns.</param>
    /// <param name="name">The name of the check. Add several, with names of their own, to ask different things of different sockets.</param>
    /// <param name="sockets">The names of the sockets; null: all. A name that is unknown fails the start of the host.</param>
    /// <param name="failureStatus">Reported instead of unhealthy; null: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags, by which endpoints choose their checks.</param>
    /// <param name="configure">Sets further options.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which.</exception>
    public static IHealthChecksBuilder AddZmq(
        this IHealthChecksBuilder builder, string name = "zmq", IEnumerable<string>? sockets = null, HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null, Action<ZmqHealthCheckOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var options = new ZmqHealthCheckOptions();
        foreach (var socket in sockets ?? [])
            options.Sockets.Add(socket);
        configure?.Invoke(options);
        if (options.FindMistake() is { } mistake)
            throw new ArgumentException($"The health check '{name}' cannot be: {mistake}", nameof(configure));
        builder.Services.AddZmq();
        builder.Services.AddSingleton(new HealthDeclaration(name, options));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedSocketUser, HealthDeclarationCheck>());
        return builder.Add(new HealthCheckRegistration(
            name, services => new ZmqHealthCheck(
                services.GetRequiredService<SocketRegistry>(), services.GetServices<IHostedSocketUser>(), options), failureStatus, tags));
    }
}
