using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monocoque.Transport.IoUring;

namespace Monocoque.Testing;

/// <summary>
/// The transport that a whole run of tests stands on: Kestrel's Sockets, or io_uring where the variable <c>MONOCOQUE_TEST_TRANSPORT</c> is
/// <c>io_uring</c>. One engine serves the process, as one host's would.
/// </summary>
internal static class TestTransport
{
    private static readonly Lazy<IServiceProvider?> s_services = new(CreateServices);

    /// <summary>Puts the sockets of a runtime on the transport of this run.</summary>
    internal static void Use(ZmqRuntimeOptions options)
    {
        if (s_services.Value is not { } services)
            return;
        options.ListenerFactories.Add(services.GetServices<IConnectionListenerFactory>().Last());
        options.ConnectionFactory = services.GetRequiredService<IConnectionFactory>();
        options.PrepareConnection = static connection =>
        {
            // As UseZmtp does. Some connections of a test are of another transport.
            if (connection.Features.Get<IIoUringConnectionFeature>() is { } ring)
                ring.PrefersInlineScheduling = true;
        };
    }

    private static IServiceProvider? CreateServices()
    {
        switch (Environment.GetEnvironmentVariable("MONOCOQUE_TEST_TRANSPORT"))
        {
            case null or "" or "sockets":
                return null;
            case "io_uring":
                var host = new HostBuilder().ConfigureWebHost(web => web.UseKestrelCore().UseIoUring(options => options.Required = true).Configure(_ => { }));
                return host.Build().Services;
            case var other:
                throw new InvalidOperationException($"MONOCOQUE_TEST_TRANSPORT is '{other}'. Use sockets or io_uring.");
        }
    }
}
