using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.Security;

/// <summary>
/// The authenticator that <c>AddAuthenticator</c> registered. It is taken from the services with each question, in a scope of its own, so that it may stand on
/// scoped services; and not before, because it may stand on sockets, which stand on the runtime.
/// </summary>
internal sealed class ServiceAuthenticator(Type type, IServiceScopeFactory scopes) : IZmqAuthenticator
{
    internal Type Type => type;

    /// <summary>A ZAP handler puts the questions of others to it.</summary>
    internal bool IsAskedForOthers { get; set; }

    public async ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var authenticator = (IZmqAuthenticator)scope.ServiceProvider.GetRequiredService(type);
            return await authenticator.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes it once, so that what it lacks is an error when the host starts and not a refusal of every peer.</summary>
    internal async Task CheckAsync()
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
            _ = scope.ServiceProvider.GetRequiredService(type);
    }
}
