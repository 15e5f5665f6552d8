using Monocoque.Hosting;

namespace Monocoque.Health;

/// <summary>One health check by name, to be verified when the host starts.</summary>
internal sealed record HealthDeclaration(string Name, ZmqHealthCheckOptions Options);

/// <summary>Fails the start for a check of a socket that nobody knows: it would be unhealthy for ever.</summary>
internal sealed class HealthDeclarationCheck(IEnumerable<HealthDeclaration> declarations, SocketCatalog catalog) : IHostedSocketUser
{
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, options) in declarations)
        {
            if (options.Sockets.FirstOrDefault(socket => !catalog.TryGet(socket, out _)) is { } unknown)
                throw new InvalidOperationException($"The health check '{name}' is for the socket '{unknown}', which is unknown. {catalog.DescribeKnown()}");
        }
        return ValueTask.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
