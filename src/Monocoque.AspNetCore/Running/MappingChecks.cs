using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Monocoque.Endpoints;
using Monocoque.Hosting;
using Monocoque.Patterns;
using Monocoque.Sniffing;

namespace Monocoque.Running;

/// <summary>Mistakes that show only when everything is mapped: topics that nobody handles, and sockets that nobody can reach.</summary>
internal sealed class MappingChecks(SocketRegistry sockets, SharedListeners listeners, IOptions<ZmtpOptions> options)
{
    /// <summary>A topic that the options ask for and no handler takes would be received and dropped.</summary>
    internal void RefuseUnhandled(SocketPlan plan, IReadOnlyList<ZmqMapping> mapped)
    {
        if (mapped[0].Topic is null)
            return;
        foreach (var prefix in sockets.OptionsOf(plan).Subscribe)
        {
            if (!mapped.Any(mapping => prefix.StartsWith(mapping.Topic!, StringComparison.Ordinal)))
            {
                throw new InvalidOperationException(
                    $"The options of {plan} subscribe to {(prefix.Length == 0 ? "everything" : $"'{prefix}'")}, but the topics that are mapped are"
                    + $" {string.Join(", ", mapped.Select(static mapping => $"'{mapping.Topic}'"))}. Map that topic too, or remove it from Subscribe.");
            }
        }
    }

    /// <summary>The mapped sockets that have no address, and no part in an endpoint of the web server. Code may yet give them one.</summary>
    internal IEnumerable<SocketPlan> FindUnreachable(IEnumerable<ZmqMapping> mapped, IReadOnlyList<Endpoint> all)
    {
        if (options.Value.ShareHttpPorts || listeners.HasUnnamed)
            return [];
        return mapped.Select(static mapping => mapping.Plan).Distinct().Where(plan =>
            !((SocketBase)sockets.GetSocket(plan)).HasAddress
            && !listeners.IsNamed(plan)
            && !all.Any(endpoint => endpoint.Metadata.GetMetadata<SocketPlan>() == plan));
    }
}
