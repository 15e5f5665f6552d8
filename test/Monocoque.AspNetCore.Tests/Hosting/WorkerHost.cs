using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Hosting;

/// <summary>A host without a web server.</summary>
internal static class WorkerHost
{
    internal static IHost Build(Action<IZmqBuilder>? configure = null, RecordingLogger? log = null, Action<HostApplicationBuilder>? host = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(log ?? new RecordingLogger());
        host?.Invoke(builder);
        configure?.Invoke(builder.Services.AddZmq());
        return builder.Build();
    }

    internal static async Task<IHost> StartAsync(
        Action<IZmqBuilder>? configure = null, RecordingLogger? log = null, Action<HostApplicationBuilder>? host = null)
    {
        var built = Build(configure, log, host);
        await built.StartAsync(TestContext.Current.CancellationToken).Within();
        return built;
    }

    internal static async Task<Exception> FailStartAsync(Action<IZmqBuilder> configure)
    {
        using var host = Build(configure);
        return await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken).Within());
    }

    internal static Task StopInTimeAsync(this IHost host) => host.StopAsync(TestContext.Current.CancellationToken).Within();
}
