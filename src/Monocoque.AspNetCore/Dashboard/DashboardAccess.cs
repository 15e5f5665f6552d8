using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monocoque.Hosting;

namespace Monocoque.Dashboard;

/// <summary>
/// Who may look, where nobody said: in Development everybody, elsewhere whom the default policy lets in. Without a way for users to sign in
/// that would be nobody, and the host does not start.
/// </summary>
internal sealed class DashboardAccess(IWebHostEnvironment environment, IServiceProvider services) : IHostedSocketUser
{
    private bool _isMapped;

    /// <summary>Called last, when all has been said of the endpoint.</summary>
    internal void Protect(EndpointBuilder endpoint)
    {
        if (environment.IsDevelopment() || endpoint.Metadata.Any(static item =>
            item is IAuthorizeData or IAuthorizationRequirementData or AuthorizationPolicy or IAllowAnonymous))
        {
            return;
        }
        endpoint.Metadata.Add(new AuthorizeAttribute());
        endpoint.Metadata.Add(new IsProtectedByDefault());
    }

    internal void OnMapped() => _isMapped = true;

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (!_isMapped)
            return;
        var endpoint = services.GetRequiredService<EndpointDataSource>().Endpoints
            .FirstOrDefault(static endpoint => endpoint.Metadata.GetMetadata<IsProtectedByDefault>() is not null);
        if (endpoint is null || await MaySignInAsync())
            return;
        throw new InvalidOperationException(
            $"{endpoint.DisplayName} asks for authorization, as it does outside Development, but users cannot sign in: the application has no"
            + " authentication. Call builder.Services.AddAuthentication(…) with a scheme, and AddAuthorization(); or say who may look:"
            + " MapZmqDashboard(…).RequireAuthorization(\"policy\") or, if everybody who reaches it may see it, .AllowAnonymous().");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> MaySignInAsync()
    {
        await using var scope = services.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<IAuthorizationPolicyProvider>() is not { } policies
            || scope.ServiceProvider.GetService<IAuthenticationSchemeProvider>() is not { } schemes)
        {
            return false;
        }
        return (await policies.GetDefaultPolicyAsync()).AuthenticationSchemes.Count > 0
            || await schemes.GetDefaultAuthenticateSchemeAsync() is not null;
    }

    /// <summary>Marks endpoints whose authorization nobody asked for.</summary>
    private sealed class IsProtectedByDefault;
}
