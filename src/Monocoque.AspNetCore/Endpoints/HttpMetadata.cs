using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;

namespace Monocoque.Endpoints;

/// <summary>Conventions that middleware of HTTP carries out. On a socket nobody would, and a limit that does not hold is worse than none.</summary>
internal static class HttpMetadata
{
    internal static void Refuse(string endpoint, IList<object> metadata)
    {
        foreach (var item in metadata)
        {
            if (Find(item) is var (convention, remedy))
            {
                throw new InvalidOperationException(
                    $"{endpoint} has {convention}, of its own or of a group, which works on HTTP requests only. {remedy}");
            }
        }
    }

    private static (string Convention, string Remedy)? Find(object metadata) => metadata switch
    {
        EnableRateLimitingAttribute => (
            "RequireRateLimiting", "Take it off; new connections are limited by MaxHandshakeRatePerAddress of the socket, messages by Use(next => …)."),
        IHostMetadata { Hosts.Count: > 0 } => ("RequireHost", "Take it off, and bind the socket to the address of that host."),
        RequestTimeoutAttribute or RequestTimeoutPolicy => ("WithRequestTimeout", "Take it off, and limit the time by Use(next => …)."),
        IOutputCachePolicy => ("CacheOutput", "Take it off."),
        _ => null,
    };
}
