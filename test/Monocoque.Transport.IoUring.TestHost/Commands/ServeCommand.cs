using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Monocoque.Transport.IoUring.Host.Interference;

namespace Monocoque.Transport.IoUring.Host.Commands;

/// <summary>
/// <c>serve [sockets | io_uring | inline] [required] [any | systemd] [interfere] [switch NAME]</c>: serves until it is interrupted, and logs to the console.
/// </summary>
internal static class ServeCommand
{
    internal static int Run(Queue<string> words)
    {
        var settings = new HashSet<string>(StringComparer.Ordinal);
        while (words.TryDequeue(out var word))
        {
            // Read when the server is put together, so before.
            if (word == "switch")
                AppContext.SetSwitch(words.Dequeue(), true);
            else
                settings.Add(word);
        }
        // First, so that all threads that will send are under it.
        var supervisor = settings.Contains("interfere") ? Supervisor.Start(settings.Contains("sockets")) : null;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [], EnvironmentName = "Test" });
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
        if (!settings.Contains("sockets"))
        {
            builder.WebHost.UseIoUring(options =>
            {
                options.Required = settings.Contains("required");
                options.UnsafePreferInlineScheduling = settings.Contains("inline");
            });
        }
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            if (settings.Contains("any"))
                kestrel.ListenAnyIP(0);
            else if (settings.Contains("systemd"))
                kestrel.UseSystemd();
            else
                kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        app.MapGet("/", () => "served");
        app.MapGet("/abort", (HttpContext context) => context.Abort());
        app.MapGet("/interferences", () => (supervisor?.Count ?? 0).ToString(CultureInfo.InvariantCulture));
        app.MapPost("/echo", async (HttpContext context) =>
        {
            context.Response.ContentLength = context.Request.ContentLength;
            await context.Request.Body.CopyToAsync(context.Response.Body);
        });
        app.Run();
        return 0;
    }
}
