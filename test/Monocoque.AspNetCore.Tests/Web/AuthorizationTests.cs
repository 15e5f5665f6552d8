using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.AspNetCore.Tests.Web;

public sealed class AuthorizationTests
{
    private const string Loopback = "tcp://127.0.0.1:0";
    private const string Refusal = "which ZMQ endpoints do not support yet: every peer could reach it.";

    [Fact]
    public async Task Endpoint_that_asks_for_authorization_does_not_start() =>
        await RefusedAsync(app => app.MapZmqRouter(Loopback, _ => default).RequireAuthorization());

    [Fact]
    public async Task Endpoint_with_a_policy_does_not_start() => await RefusedAsync(
        app => app.MapZmqPub(Loopback).RequireAuthorization(policy => policy.RequireAuthenticatedUser()));

    [Fact]
    public async Task Group_that_asks_for_authorization_does_not_start() =>
        await RefusedAsync(app => app.MapGroup("").RequireAuthorization().MapZmqRouter(Loopback, _ => default));

    [Fact]
    public async Task Attribute_on_the_handler_counts() => await RefusedAsync(app => app.MapZmqRouter(Loopback, [Authorize] () => "x"));

    [Fact]
    public async Task Attribute_on_the_handler_class_counts() => await RefusedAsync(app => app.MapZmqRouter<Guarded>(Loopback));

    [Fact]
    public async Task Fallback_policy_counts() => Assert.Contains(
        "falls under the fallback policy of the application, " + Refusal,
        await WebApp.FailStartAsync(app => app.MapZmqRouter(Loopback, _ => default), builder => builder.Services.AddAuthorization(
            options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())), StringComparison.Ordinal);

    [Fact]
    public async Task AllowAnonymous_overrides()
    {
        await using var app = await WebApp.StartAsync(
            app => app.MapGroup("").RequireAuthorization().MapZmqRouter(Loopback, _ => default).AllowAnonymous(),
            builder => builder.Services.AddAuthorization());
        Assert.Single(app.Socket<IRouterSocket>().BoundAddresses);
    }

    private static async Task RefusedAsync(Action<WebApplication> map) => Assert.Contains(
        "asks for authorization, " + Refusal,
        await WebApp.FailStartAsync(map, builder => builder.Services.AddAuthorization()), StringComparison.Ordinal);

    [Authorize]
    private sealed class Guarded : IZmqHandler
    {
        public ValueTask HandleAsync(ZmqContext context) => default;
    }
}
