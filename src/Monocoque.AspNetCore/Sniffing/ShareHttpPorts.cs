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
        // Defaults are for endpoints to come; those that code has listed by now had the defaults of then.
        foreach (var listen in FindListed(kestrel))
            listen.Use(http => listeners.ShareUnlessTold(listen, http));
    }

    /// <summary>What the application has told its endpoints. There is one place for that, and Kestrel shows nobody what is in it.</summary>
    private static Action<ListenOptions> FindDefaults(KestrelServerOptions kestrel) =>
        Find<Action<ListenOptions>>(kestrel, "EndpointDefaults", "what the application told ConfigureEndpointDefaults");

    private static IEnumerable<ListenOptions> FindListed(KestrelServerOptions kestrel) =>
        Find<IEnumerable<ListenOptions>>(kestrel, "CodeBackedListenOptions", "the endpoints that the application lists in code");

    private static T Find<T>(KestrelServerOptions kestrel, string property, string meaning)
        where T : class =>
        typeof(KestrelServerOptions).GetProperty(property, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(kestrel) as T
        ?? throw new InvalidOperationException(
            $"ShareHttpPorts does not know this version of Kestrel: {meaning} cannot be found. Leave it off, and call listen.UseZmtp() on the endpoints that share their"
            + " port.");
}
