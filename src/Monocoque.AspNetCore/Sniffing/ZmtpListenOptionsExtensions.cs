using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Monocoque;
using Monocoque.Sniffing;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Lets endpoints of Kestrel carry ZMTP.</summary>
public static class ZmtpListenOptionsExtensions
{
    /// <summary>
    /// Lets this endpoint speak ZMTP, beside HTTP on the same port or instead of it. What Kestrel does for its connections is done for these too: limits,
    /// connection logging, TLS.
    /// <para>
    /// The order of the calls counts. After <c>UseHttps</c> it is ZMTP inside TLS; before it, plaintext ZMTP on the port of HTTPS; it may be called on both sides.
    /// Cleartext HTTP/2 shares the port only where <c>listen.Protocols</c> is <c>HttpProtocols.Http2</c>: beside HTTP/1.1 Kestrel switches it off without TLS.
    /// </para>
    /// </summary>
    /// <param name="options">The endpoint.</param>
    /// <param name="socketName">
    /// The socket that peers reach here, by its name. Null: the mapped socket that the peer names by the <c>Resource</c> property of its READY, or else the only
    /// mapped one that talks to its type; if that is none or several the peer is refused.
    /// </param>
    /// <param name="exclusive">No HTTP: every connection is ZMTP, and what is not is refused.</param>
    /// <exception cref="InvalidOperationException">
    /// <see cref="ZmtpWebHostBuilderExtensions.UseZmtp"/> was not called. When the server starts: there is no socket of that name.
    /// </exception>
    public static ListenOptions UseZmtp(this ListenOptions options, string? socketName = null, bool exclusive = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        var listeners = options.ApplicationServices.GetService<SharedListeners>() ?? throw new InvalidOperationException(
            $"{options} cannot carry ZMTP without ZeroMQ. Call builder.WebHost.UseZmtp() before builder.Build().");
        listeners.Tell(options);
        options.Use(http => exclusive ? listeners.Serve(socketName) : listeners.Share(socketName, http));
        return options;
    }
}
