using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Monocoque.TransportBench.Arms;

namespace Monocoque.TransportBench.Serving;

/// <summary>The server that is measured: one Kestrel with an endpoint for each kind of traffic, without logging, over the transport of its arm.</summary>
internal static class BenchServer
{
    internal static async Task RunAsync(Arm arm)
    {
        using var counters = new TransportCounters();
        using var certificate = SelfSignedCertificate.Create();
        var endpoints = new Dictionary<string, ListenOptions>();

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Listen(nameof(ServerPorts.Http), HttpProtocols.Http1, Share);
            Listen(nameof(ServerPorts.Https), HttpProtocols.Http1AndHttp2, listen => listen.UseHttps(certificate));
            Listen(nameof(ServerPorts.Http2), HttpProtocols.Http2, Share);
            Listen(nameof(ServerPorts.Echo), HttpProtocols.Http1, static listen => listen.UseConnectionHandler<EchoHandler>());
            Listen(nameof(ServerPorts.Sink), HttpProtocols.Http1, static listen => listen.UseConnectionHandler<SinkHandler>());

            void Share(ListenOptions listen)
            {
                if (arm.SharesPorts)
                    listen.UseZmtp();
            }

            void Listen(string name, HttpProtocols protocols, Action<ListenOptions> configure) => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                configure(listen);
                endpoints.Add(name, listen);
            });
        });
        arm.Use(builder.WebHost);

        await using var app = builder.Build();
        app.Run(HttpApp.HandleAsync);
        await app.StartAsync();

        // Kestrel has replaced port 0 by what the system chose.
        int PortOf(string name) => endpoints[name].IPEndPoint!.Port;
        ControlChannel.Say(new ServerPorts(
            PortOf(nameof(ServerPorts.Http)),
            PortOf(nameof(ServerPorts.Https)),
            PortOf(nameof(ServerPorts.Http2)),
            PortOf(nameof(ServerPorts.Echo)),
            PortOf(nameof(ServerPorts.Sink))));
        await Task.WhenAny(new ControlChannel(counters).RunAsync(), app.WaitForShutdownAsync());
        await app.StopAsync();
    }
}
