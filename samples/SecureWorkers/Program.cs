using System.Security.Claims;
using SecureWorkers;

if (args is ["keys" or "rotate" or "worker" or "help", ..])
    return await Commands.RunAsync(args);

var builder = WebApplication.CreateBuilder(args);
var keys = KeyFolder.ServerFile(builder.Configuration["Keys"]!);
if (!File.Exists(keys))
    return Commands.Explain($"There is no {keys}. Make it by the command \"keys\".");

// What "keys" made, and "rotate" renews while this runs.
builder.Configuration.AddJsonFile(keys, optional: false, reloadOnChange: true).AddCommandLine(args);
builder.WebHost.UseIoUring().UseZmtp();
builder.Services.AddSingleton<Jobs>();
builder.Services.AddAuthorization(options => options.AddPolicy(
    "workers", policy => policy.RequireAssertion(context => context.User.Identity?.Name?.StartsWith("worker-", StringComparison.Ordinal) == true)));

var app = builder.Build();

// Who has a key may connect, and who is a worker may come in. All others have gone before they can ask for anything.
app.MapZmqRouter("work", (Report report, ClaimsPrincipal worker, Jobs jobs) => jobs.Next(worker.Identity!.Name!, report))
    .RequireAuthorization("workers");
app.MapGet("/jobs", (Jobs jobs) => jobs.Done);

await app.StartAsync();
Welcome.Print(app);
await app.WaitForShutdownAsync();
return 0;
