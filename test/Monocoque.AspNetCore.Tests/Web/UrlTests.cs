using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

/// <summary>Alone, because the environment belongs to the whole process and the default port to the whole machine.</summary>
[CollectionDefinition(nameof(UrlTests), DisableParallelization = true)]
[Collection(nameof(UrlTests))]
public sealed class UrlTests
{
    private const string Variable = "ASPNETCORE_URLS";

    [Fact]
    public async Task Urls_of_the_environment_are_honoured()
    {
        var before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, "http://127.0.0.1:0");
        try
        {
            await using var app = Build();
            await app.StartAsync(TestContext.Current.CancellationToken).Within();
            Assert.StartsWith("http://127.0.0.1:", Assert.Single(CoHostingTests.Addresses(app.Services)), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    [Fact]
    public async Task Urls_of_the_command_line_are_honoured()
    {
        await using var app = Build("--urls=http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken).Within();
        Assert.StartsWith("http://127.0.0.1:", Assert.Single(CoHostingTests.Addresses(app.Services)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Default_address_is_honoured()
    {
        await using var app = Build();
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken).Within();
            Assert.Equal("http://localhost:5000", Assert.Single(CoHostingTests.Addresses(app.Services)));
        }
        catch (IOException exception)
        {
            // Somebody else has the port; that Kestrel wanted it is what counts.
            Assert.Contains(":5000", exception.Message, StringComparison.Ordinal);
        }
    }

    private static WebApplication Build(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.ClearProviders();
        builder.WebHost.UseZmtp();
        var app = builder.Build();
        app.MapZmqRouter("tcp://127.0.0.1:0", _ => default);
        return app;
    }
}
