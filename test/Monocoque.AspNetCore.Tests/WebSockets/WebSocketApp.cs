using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;

namespace Monocoque.AspNetCore.Tests.WebSockets;

/// <summary>An application with one socket, which is reached over WebSocket only.</summary>
internal sealed class WebSocketApp<TSocket>(WebApp app) : IAsyncDisposable
    where TSocket : class, IZmqSocket
{
    internal const string Path = "/zmq";

    internal WebApp App => app;

    internal TSocket Socket { get; } = app.Socket<TSocket>("here");

    internal Uri Server { get; } = new(Assert.Single(CoHostingTests.Addresses(app.Services)));

    internal string Address => $"ws://{Server.Authority}{Path}";

    internal static async Task<WebSocketApp<TSocket>> StartAsync(
        Action<ZmqSocketOptions>? configure = null, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? build = null) =>
        new(await WebApp.StartAsync(
            app =>
            {
                map?.Invoke(app);
                if (map is null)
                    app.MapZmqWebSocket(Path, "here");
            },
            builder =>
            {
                builder.Services.AddZmq().AddSocket<TSocket>("here", configure);
                build?.Invoke(builder);
            }));

    internal Task<TPeer> ConnectAsync<TPeer>(Action<ZmqSocketOptions>? configure = null)
        where TPeer : class, IZmqSocket =>
        ZmqSocket.ConnectAsync<TPeer>(Address, configure, TestContext.Current.CancellationToken).Within();

    internal Task<RawWebSocket> OpenAsync(string? protocol = "ZWS2.0/NULL") => RawWebSocket.OpenAsync(Server, Path, protocol);

    /// <summary>A raw peer whose handshake is done.</summary>
    internal async Task<RawWebSocket> HandshakeAsync(string socketType)
    {
        var raw = await OpenAsync();
        await raw.SendReadyAsync(socketType);
        Assert.StartsWith("02 ", await raw.ReceiveFrameAsync(), StringComparison.Ordinal);
        return raw;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
