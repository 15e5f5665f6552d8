using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monocoque;

namespace OrderRouter;

/// <summary>Healthy while every venue is connected, degraded while one is.</summary>
internal sealed class VenuesCheck([FromKeyedServices("venues")] IDealerSocket venues) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var all = venues.GetPeers();
        var connected = all.Count(peer => peer.IsConnected);
        return Task.FromResult(
            connected == 0 ? HealthCheckResult.Unhealthy("No venue is connected.")
            : connected < all.Count ? HealthCheckResult.Degraded($"{connected} of {all.Count} venues are connected.")
            : HealthCheckResult.Healthy());
    }
}
