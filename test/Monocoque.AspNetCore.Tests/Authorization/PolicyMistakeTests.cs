using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Web;

namespace Monocoque.AspNetCore.Tests.Authorization;

/// <summary>Policies that could not be enforced stop the start, in words that say what to do.</summary>
public sealed class PolicyMistakeTests
{
    private const string Loopback = "tcp://127.0.0.1:0";

    [Fact]
    public async Task Socket_that_does_not_learn_who_its_peers_are_does_not_start()
    {
        var message = await RefusedAsync(static app => app.MapZmqRouter(Loopback, _ => default).RequireAuthorization());

        Assert.Contains("its mechanism is NULL. Set Security:Mechanism to Curve or Plain with Security:AsServer", message, StringComparison.Ordinal);
        Assert.Contains("AllowAnonymous()", message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Endpoint_that_only_sends_is_asked_too() =>
        RefusedAsync(static app => app.MapZmqPub(Loopback).RequireAuthorization(static policy => policy.RequireAuthenticatedUser()));

    [Fact]
    public Task Group_is_asked() => RefusedAsync(static app => app.MapGroup("").RequireAuthorization().MapZmqRouter(Loopback, _ => default));

    [Fact]
    public Task Attribute_on_the_handler_counts() => RefusedAsync(static app => app.MapZmqRouter(Loopback, [Authorize] () => "x"));

    [Fact]
    public Task Attribute_on_the_handler_class_counts() => RefusedAsync(static app => app.MapZmqRouter<Guarded>(Loopback));

    [Fact]
    public Task Attribute_that_brings_its_requirement_counts() => RefusedAsync(static app => app.MapZmqRouter(Loopback, [OfAge] () => "x"));

    [Fact]
    public async Task Fallback_policy_counts() => Assert.Contains(
        $"ZMQ ROUTER '{Loopback}' falls under the fallback policy of the application, but ROUTER '{Loopback}' does not learn who its peers are",
        await WebApp.FailStartAsync(static app => app.MapZmqRouter(Loopback, _ => default), static builder => builder.Services.AddAuthorization(
            static options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())), StringComparison.Ordinal);

    [Fact]
    public async Task AllowAnonymous_overrides()
    {
        await using var app = await WebApp.StartAsync(
            static app => app.MapGroup("").RequireAuthorization().MapZmqRouter(Loopback, _ => default).AllowAnonymous(),
            static builder => builder.Services.AddAuthorization());
        Assert.Single(app.Socket<IRouterSocket>().BoundAddresses);
    }

    [Fact]
    public async Task Policy_that_nobody_added_is_named() => Assert.Contains(
        "The AuthorizationPolicy named: 'traders' was not found. Add it by builder.Services.AddAuthorization",
        await RefusedAsync(static app => app.MapZmqRouter(Loopback, _ => default).RequireAuthorization("traders")), StringComparison.Ordinal);

    [Fact]
    public async Task Without_the_services_of_authorization_the_start_says_which() => Assert.Contains(
        "asks for authorization, but there is nobody to judge it. Call builder.Services.AddAuthorization().",
        await WebApp.FailStartAsync(static app => app.MapZmqRouter(Loopback, _ => default).RequireAuthorization()), StringComparison.Ordinal);

    [Fact]
    public async Task Scheme_of_http_does_not_work_here() => Assert.Contains(
        "the authentication schemes Cookies, which are about HTTP requests",
        await RefusedAsync(static app => app.MapZmqRouter(Loopback, [Authorize(AuthenticationSchemes = "Cookies")] () => "x")), StringComparison.Ordinal);

    [Fact]
    public async Task Client_of_its_mechanism_cannot_judge() => Assert.Contains(
        "Security: its endpoint asks for authorization, but the socket is a PLAIN client",
        await WebApp.FailStartAsync(
            static app => app.MapZmqPull("here", _ => default).RequireAuthorization(),
            static builder => builder.Services.AddAuthorization().AddZmq().AddSocket<IPullSocket>("here", static options =>
            {
                options.Security.Mechanism = ZmqMechanism.Plain;
                (options.Security.Username, options.Security.Password) = ("alice", "word");
            })), StringComparison.Ordinal);

    [Fact]
    public async Task Topics_of_one_socket_cannot_differ_about_everybody()
    {
        var message = await RefusedAsync(static app =>
        {
            app.MapZmqSub("inproc://rates", "EUR", _ => default).RequireAuthorization();
            app.MapZmqSub("inproc://rates", "USD", _ => default).AllowAnonymous();
        });

        Assert.Contains("topic 'EUR' asks for authorization", message, StringComparison.Ordinal);
        Assert.Contains("topic 'USD' allows anybody, but they share a socket", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_outside_the_application_escapes_no_policy_by_that() => Assert.Contains(
        "was mapped on a route builder that the application does not use",
        await WebApp.FailStartAsync(static app => new Stray(app.Services).MapZmqPub(Loopback)), StringComparison.Ordinal);

    private static async Task<string> RefusedAsync(Action<WebApplication> map)
    {
        var message = await WebApp.FailStartAsync(map, static builder => builder.Services.AddAuthorization());
        Assert.Contains("asks for authorization, ", message, StringComparison.Ordinal);
        return message;
    }

    [Authorize]
    private sealed class Guarded : IZmqHandler
    {
        public ValueTask HandleAsync(ZmqContext context) => default;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class OfAgeAttribute : Attribute, IAuthorizationRequirement, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
    }

    private sealed class Stray(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }
}
