using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

/// <summary>A web application on real Kestrel, put together by a test.</summary>
internal sealed class WebApp : IAsyncDisposable
{
    private WebApp(WebApplication app, RecordingLogger log)
    {
        App = app;
        Log = log;
    }

    public WebApplication App { get; }

    public RecordingLogger Log { get; }

    public IServiceProvider Services => App.Services;

    public static async Task<WebApp> StartAsync(
        Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null, Action<ZmtpOptions>? zmtp = null)
    {
        var app = Build(map, configure, zmtp);
        try
        {
            await app.App.StartAsync(TestContext.Current.CancellationToken).Within();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public static async Task<string> FailStartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null) =>
        (await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(map, configure))).Message;

    public static WebApp Build(Action<WebApplication> map, Action<WebApplicationBuilder>? configure, Action<ZmtpOptions>? zmtp)
    {
        var log = new RecordingLogger();
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Information);
        builder.WebHost.UseZmtp(zmtp);
        configure?.Invoke(builder);
        var app = builder.Build();
        map(app);
        return new WebApp(app, log);
    }

    public TSocket Socket<TSocket>(string? name = null)
        where TSocket : class, IZmqSocket =>
        name is null ? Services.GetRequiredService<TSocket>() : Services.GetRequiredKeyedService<TSocket>(name);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
