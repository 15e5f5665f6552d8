using Microsoft.AspNetCore.Hosting;

namespace Monocoque.TransportBench.Arms;

/// <summary>Arms whose HTTP ports are shared with ZMTP. Each is compared to the same transport without.</summary>
internal static class SharedArms
{
    internal static Arm Sockets { get; } = Share(SocketsArms.Default);

    internal static Arm IoUring { get; } = Share(IoUringArms.Pool);

    private static Arm Share(Arm arm) => arm with
    {
        Name = $"{arm.Name}-shared",
        Title = $"{arm.Title}, port shared",
        Use = host =>
        {
            arm.Use(host);
            host.UseZmtp();
        },
        ComparedTo = arm,
        SharesPorts = true,
    };
}
