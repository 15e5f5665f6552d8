using Microsoft.AspNetCore.Hosting;

namespace Monocoque.TransportBench.Arms;

/// <summary>The io_uring transport, on the thread pool and inline. A machine without io_uring is an error, never a silent comparison of Sockets with itself.</summary>
internal static class IoUringArms
{
    internal static Arm Pool { get; } = Create("uring-pool", "io_uring, pool", inline: false);

    internal static Arm Inline { get; } = Create("uring-inline", "io_uring, inline", inline: true);

    private static Arm Create(string name, string title, bool inline) => new(name, title, host => Use(host, inline)) { Proof = "io_uring.enters" };

    private static void Use(IWebHostBuilder host, bool inline) => host.UseIoUring(options =>
    {
        options.Required = true;
        options.UnsafePreferInlineScheduling = inline;
    });
}
