using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Monocoque.Sniffing;

/// <summary>
/// Puts the sniffer into the defaults of Kestrel's endpoints, which hold for every endpoint wherever it comes from: URLs, configuration or code.
/// </summary>
internal sealed class ShareHttpPorts(IOptions<ZmtpOptions> options, IServiceProvider services) : IPostConfigureOptions<KestrelServerOptions>
{
    public void PostConfigure(string? name, KestrelServerOptions kestrel)
    {
        if (!options.Value.ShareHttpPorts)
            return;
        var told = FindDefaults(kestrel);
        var listeners = services.GetRequiredService<SharedListeners>();
        kestrel.ConfigureEndpointDefaults(listen =>
        {
            listen.Use(http => listeners.ShareUnlessTold(listen, http));
            told(listen);
        });
    }

    /// <summary>What the application has told its endpoints. There is one place for that, and Kestrel shows nobody what is in it.</summary>
    private static Action<ListenOptions> FindDefaults(KestrelServerOptions kestrel) =>
        typeof(KestrelServerOptions).GetProperty("EndpointDefaults", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(kestrel) as Action<ListenOptions>
        ?? throw new InvalidOperationException(
            "ShareHttpPorts does not know this version of Kestrel: what the application told ConfigureEndpointDefaults cannot be kept. Leave it off, and call"
            + " listen.UseZmtp() on the endpoints that share their port.");
}
