using Microsoft.AspNetCore.Hosting;

namespace Monocoque.TransportBench.Arms;

/// <summary>The transport of ASP.NET Core: as it comes, and as fast as its own settings make it.</summary>
internal static class SocketsArms
{
    /// <summary>Read once by the runtime, so it must be in the environment of the process.</summary>
    internal const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    internal static Arm Default { get; } = new("sockets", "Sockets", static host => host.UseSockets());

    internal static Arm Tuned { get; } = new("tuned", "Sockets, tuned", static host => host.UseSockets(static options => options.UnsafePreferInlineScheduling = true))
    {
        Environment = new Dictionary<string, string> { [InlineCompletions] = "1" },
    };
}
