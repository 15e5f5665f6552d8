using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.WebSockets;

namespace Monocoque.AspNetCore.Tests.Dashboard;

/// <summary>Who may look.</summary>
public sealed class DashboardAccessTests
{
    private static readonly string[] s_paths = ["/zmq", "/zmq/", "/zmq/data"];

    [Fact]
    public async Task Everybody_may_look_in_development()
    {
        await using var app = await DashboardApp.StartAsync();
        await AssertAnswersAsync(app, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Elsewhere_only_who_is_signed_in_may_look()
    {
        await using var app = await DashboardApp.StartAsync(build: AddKeys, environment: "Production");
        await AssertAnswersAsync(app, HttpStatusCode.Unauthorized);

        app.Http.DefaultRequestHeaders.Add("X-Key", "sesame");
        await AssertAnswersAsync(app, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Elsewhere_everybody_may_look_if_the_application_says_so()
    {
        await using var app = await DashboardApp.StartAsync(map: static app => app.MapZmqDashboard().AllowAnonymous(), environment: "Production");
        await AssertAnswersAsync(app, HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Policy_of_the_application_is_asked_in_place_of_the_default(string environment)
    {
        await using var app = await DashboardApp.StartAsync(
            map: static app => app.MapZmqDashboard().RequireAuthorization("nobody"), environment: environment, build: static builder =>
            {
                AddKeys(builder);
                builder.Services.AddAuthorization(static options => options.AddPolicy("nobody", static policy => policy.RequireAssertion(static _ => false)));
            });
        app.Http.DefaultRequestHeaders.Add("X-Key", "sesame");
        await AssertAnswersAsync(app, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Conventions_and_prefix_of_a_group_reach_the_page()
    {
        await using var app = await DashboardApp.StartAsync(
            map: static app => app.MapGroup("/admin").AllowAnonymous().RequireHost("127.0.0.1").MapZmqDashboard("/sockets"), environment: "Production");
        using var page = await app.Http.GetAsync(new Uri("/admin/sockets", UriKind.Relative), TestContext.Current.CancellationToken);
        using var data = await app.Http.GetAsync(new Uri("/admin/sockets/data", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (page.StatusCode, data.StatusCode));
        await AssertAnswersAsync(app, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Application_without_authentication_does_not_start_outside_development()
    {
        var message = await DashboardApp.FailStartAsync(static app => app.MapZmqDashboard("/sockets"));

        Assert.StartsWith("ZMQ dashboard /sockets asks for authorization, as it does outside Development, but users cannot sign in", message, StringComparison.Ordinal);
        Assert.Contains("builder.Services.AddAuthentication(…)", message, StringComparison.Ordinal);
        Assert.Contains(".AllowAnonymous()", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authentication_without_a_scheme_is_no_authentication() => Assert.Contains(
        "users cannot sign in",
        await DashboardApp.FailStartAsync(static app => app.MapZmqDashboard(), static builder =>
        {
            builder.Services.AddAuthentication();
            builder.Services.AddAuthorization();
        }),
        StringComparison.Ordinal);

    [Fact]
    public void Page_without_UseZmtp_is_a_mistake_that_names_it()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        var mistake = Assert.Throws<InvalidOperationException>(() => app.MapZmqDashboard());
        Assert.Contains("'dashboard /zmq' cannot be mapped without ZeroMQ. Call builder.WebHost.UseZmtp()", mistake.Message, StringComparison.Ordinal);
    }

    private static void AddKeys(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication("key").AddScheme<AuthenticationSchemeOptions, KeyAuthentication>("key", configureOptions: null);
    }

    private static async Task AssertAnswersAsync(DashboardApp app, HttpStatusCode expected)
    {
        foreach (var path in s_paths)
        {
            using var answer = await app.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal((path, expected), (path, answer.StatusCode));
        }
    }
}
