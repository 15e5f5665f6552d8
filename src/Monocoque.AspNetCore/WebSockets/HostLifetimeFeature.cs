using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Hosting;

namespace Monocoque.WebSockets;

/// <summary>Under a web server that does not ask its connections to end: the host's wish to stop does.</summary>
internal sealed class HostLifetimeFeature(IHostApplicationLifetime host) : IConnectionLifetimeNotificationFeature
{
    public CancellationToken ConnectionClosedRequested { get; set; } = host.ApplicationStopping;

    public void RequestClose() => throw new NotSupportedException("The host ends its connections by stopping.");
}
