using Monocoque;

namespace SecureWorkers;

/// <summary>Says, once everything listens, where that is and what to try.</summary>
internal static class Welcome
{
    internal static void Print(WebApplication app)
    {
        var address = app.Services.GetRequiredKeyedService<IRouterSocket>("work").BoundAddresses[0];
        var keys = app.Configuration["Keys"];
        Console.WriteLine(
            $"""

            SecureWorkers is up. Ctrl+C ends it.

              ROUTER  {address} (CURVE)
              HTTP    {app.Urls.First()}

            In other terminals:

              dotnet run --project samples/SecureWorkers -- worker {KeyFolder.PeerFile(keys!, "worker-1")} {address}
              dotnet run --project samples/SecureWorkers -- worker {KeyFolder.PeerFile(keys!, "auditor")} {address} 1
              curl {app.Urls.First()}/jobs
              dotnet run --project samples/SecureWorkers -- rotate {Path.GetFullPath(keys!)}

            """);
    }
}
