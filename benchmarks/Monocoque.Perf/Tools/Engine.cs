using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.Perf.Tools;

/// <summary>
/// The services of an ordinary application with <c>UseZmtp</c>, with or without <c>UseIoUring</c>; nothing is set that the application
/// would not get by default.
/// </summary>
internal static class Engine
{
    internal const string IoUring = "io_uring";

    internal const string Sockets = "sockets";

    /// <summary>Not started: there is no web server in it, only what sockets stand on. Disposing it closes the sockets.</summary>
    internal static WebApplication Create(string transport)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        switch (transport)
        {
            case IoUring:
                // Without io_uring the figures would be those of another transport.
                builder.WebHost.UseIoUring(static options => options.Required = true);
                break;
            case Sockets:
                break;
            default:
                throw new BenchException($"--transport is {IoUring} or {Sockets}, not '{transport}'.");
        }
        builder.WebHost.UseZmtp();
        return builder.Build();
    }

    internal static ZmqRuntime GetRuntime(WebApplication app) => app.Services.GetRequiredService<ZmqRuntime>();
}
