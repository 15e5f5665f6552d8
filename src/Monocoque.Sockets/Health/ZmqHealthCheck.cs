using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monocoque.Hosting;
using Monocoque.Patterns;

namespace Monocoque.Health;

/// <summary>Looks at the sockets of the host when it is asked; nothing runs or is kept in between.</summary>
internal sealed class ZmqHealthCheck(SocketRegistry registry, IEnumerable<IHostedSocketUser> users, ZmqHealthCheckOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var work = users.SelectMany(static user => user.Work).ToLookup(static work => work.Socket, StringComparer.OrdinalIgnoreCase);
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var status = HealthStatus.Healthy;
        var problems = new List<string>();
        foreach (var plan in options.Sockets.Count == 0 ? registry.Catalog.Plans : [.. options.Sockets.Select(registry.Catalog.Get)])
        {
            var health = new SocketHealth(plan, (SocketBase)registry.GetSocket(plan), [.. work[plan.Name]], options);
            data[plan.Name] = health.Describe();
            status = health.Status < status ? health.Status : status;
            if (health.Problems.Length > 0)
                problems.Add(health.Problems);
        }
        if (status == HealthStatus.Unhealthy)
            status = context.Registration.FailureStatus;
        return Task.FromResult(new HealthCheckResult(status, problems.Count == 0 ? null : string.Join("; ", problems), data: data));
    }
}
