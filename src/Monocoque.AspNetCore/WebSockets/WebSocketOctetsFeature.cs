using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Monocoque.Transports;

namespace Monocoque.WebSockets;

/// <summary>
/// Puts <see cref="WebSocketOctets"/> between the web server and the framework's WebSocket: the upgrade is that of the web server, and what comes of it is wrapped.
/// </summary>
internal sealed class WebSocketOctetsFeature : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;

    private WebSocketOctetsFeature(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect)
    {
        _upgrade = upgrade;
        _connect = connect;
    }

    /// <summary>The octets of the request after its upgrade; null before, and where no octets are, as in a test without a network.</summary>
    internal WebSocketOctets? Octets { get; private set; }

    public bool IsUpgradableRequest => _upgrade is { IsUpgradableRequest: true };

    public bool IsExtendedConnect => _connect is { IsExtendedConnect: true };

    public string? Protocol => _connect?.Protocol;

    /// <summary>Goes in front of the framework's middleware for WebSockets.</summary>
    internal static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var features = context.Features;
        var wrapped = new WebSocketOctetsFeature(features.Get<IHttpUpgradeFeature>(), features.Get<IHttpExtendedConnectFeature>());
        if (wrapped.IsUpgradableRequest || wrapped.IsExtendedConnect)
        {
            features.Set(wrapped);
            if (wrapped._upgrade is not null)
                features.Set<IHttpUpgradeFeature>(wrapped);
            if (wrapped._connect is not null)
                features.Set<IHttpExtendedConnectFeature>(wrapped);
            // One that a UseWebSockets of the application has made would get the octets as they come.
            features.Set<IHttpWebSocketFeature>(null);
        }
        return next(context);
    }

    public async Task<Stream> UpgradeAsync() => Wrap(await _upgrade!.UpgradeAsync());

    public async ValueTask<Stream> AcceptAsync() => Wrap(await _connect!.AcceptAsync());

    private WebSocketOctets Wrap(Stream stream) => Octets = new WebSocketOctets(stream, isServer: true);
}
