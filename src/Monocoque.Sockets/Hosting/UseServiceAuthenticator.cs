using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monocoque.Security;

namespace Monocoque.Hosting;

/// <summary>Makes the authenticator of the services that of the runtime. Last of all steps, so that another one is noticed and not replaced.</summary>
internal sealed class UseServiceAuthenticator(AuthenticatorDeclaration declaration, IServiceScopeFactory scopes) : IPostConfigureOptions<ZmqRuntimeOptions>
{
    public void PostConfigure(string? name, ZmqRuntimeOptions options)
    {
        if (options.Authenticator is { } other)
        {
            throw new InvalidOperationException(
                $"{nameof(ZmqRuntimeOptions)}.{nameof(ZmqRuntimeOptions.Authenticator)} is set to a {other.GetType()}, and AddAuthenticator<{declaration.Type.Name}>()"
                + " was called. Only one of them can say who may come in; remove the other.");
        }
        options.Authenticator = new ServiceAuthenticator(declaration.Type, scopes);
    }
}
