using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;

namespace Monocoque.AspNetCore.Tests.Dashboard;

/// <summary>An application with sockets and the page that shows them.</summary>
internal sealed class DashboardApp(WebApp app) : IAsyncDisposable
{
    internal const string Loopback = "tcp://127.0.0.1:0";

    internal WebApp App => app;

    internal HttpClient Http { get; } = new() { BaseAddress = new Uri(CoHostingTests.Addresses(app.Services).First()) };

    internal static async Task<DashboardApp> StartAsync(
        Action<IZmqBuilder>? sockets = null, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? build = null,
        string environment = "Development") => new(await WebApp.StartAsync(map ?? (static app => app.MapZmqDashboard()), Configure(sockets, build, environment)));

    /// <summary>What keeps the application from starting.</summary>
    internal static Task<string> FailStartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? build = null) =>
        WebApp.FailStartAsync(map, Configure(sockets: null, build, "Production"));

    internal async Task<JsonElement> ReadAsync()
    {
        using var document = JsonDocument.Parse(await ReadTextAsync());
        return document.RootElement.Clone();
    }

    internal Task<string> ReadTextAsync() => Http.GetStringAsync(new Uri("/zmq/data", UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>The one socket of that name, as soon as <paramref name="isReady"/> says so.</summary>
    internal async Task<JsonElement> ReadSocketAsync(string name, Func<JsonElement, bool> isReady)
    {
        JsonElement socket = default;
        await Deadline.UntilAsync(async () =>
        {
            socket = Find(await ReadAsync(), name);
            return isReady(socket);
        });
        return socket;
    }

    internal static JsonElement Find(JsonElement state, string name) =>
        Assert.Single(state.GetProperty("sockets").EnumerateArray(), socket => socket.GetProperty("name").GetString() == name);

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return app.DisposeAsync();
    }

    private static Action<WebApplicationBuilder> Configure(Action<IZmqBuilder>? sockets, Action<WebApplicationBuilder>? build, string environment) => builder =>
    {
        builder.Environment.EnvironmentName = environment;
        sockets?.Invoke(builder.Services.AddZmq());
        build?.Invoke(builder);
    };
}
