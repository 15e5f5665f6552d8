using System.Globalization;

namespace Monocoque.AspNetCore.TestApp;

/// <summary>
/// Passes on all that comes in, and tells at its end how many messages its handlers took and how many the socket behind them accepted. For tests that press Ctrl+C.
/// </summary>
internal static class Pump
{
    internal const string Command = "pump";

    internal static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.UseUrls("http://127.0.0.1:0").UseZmtp();
        if (builder.Configuration["transport"] is "io_uring")
            builder.WebHost.UseIoUring(static options => options.Required = true);
        builder.Services.Configure<HostOptions>(options =>
            options.ShutdownTimeout = TimeSpan.FromSeconds(int.Parse(builder.Configuration["patience"]!, CultureInfo.InvariantCulture)));
        builder.Services.AddZmq()
            .AddSocket<IPullSocket>("in", static options => options.Bind.Add("tcp://127.0.0.1:0"))
            .AddSocket<IPushSocket>("out", static options => options.Bind.Add("tcp://127.0.0.1:0"));
        await using var app = builder.Build();

        var (taken, accepted) = (0, 0);
        app.MapZmqPull("in", async (ZmqContext context, [FromKeyedServices("out")] IPushSocket next) =>
        {
            Interlocked.Increment(ref taken);
            await next.SendAsync(context.Message[0], context.Aborted);
            Interlocked.Increment(ref accepted);
        }).WithConcurrency(int.Parse(builder.Configuration["concurrency"]!, CultureInfo.InvariantCulture));

        app.Lifetime.ApplicationStopping.Register(static () => Console.WriteLine("stopping"));
        await app.StartAsync();
        Console.WriteLine(
            $"in {app.Services.GetRequiredService<IPullSocket>().BoundAddresses[0]} out {app.Services.GetRequiredService<IPushSocket>().BoundAddresses[0]}");
        await app.WaitForShutdownAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"taken {taken} accepted {accepted}"));
    }
}
