using Microsoft.AspNetCore.Hosting;

namespace Monocoque.TransportBench.Arms;

/// <summary>The io_uring transport, on the thread pool and inline. A machine without io_uring is an error, never a silent comparison of Sockets with itself.</summary>
internal static class IoUringArms
{
    /// <summary>Whether this build has the transport.</summary>
    internal static bool AreBuiltIn => false;

    internal static Arm Pool { get; } = Create("uring-pool", "io_uring, pool", inline: false);

    internal static Arm Inline { get; } = Create("uring-inline", "io_uring, inline", inline: true);

    private static Arm Create(string name, string title, bool inline) => new(name, title, host => Use(host, inline)) { Proof = "io_uring.enters" };

    private static void Use(IWebHostBuilder host, bool inline) =>
        throw new BenchException($"The io_uring transport is not built in ({host}, inline: {inline}).");
}
