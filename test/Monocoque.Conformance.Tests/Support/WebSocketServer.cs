using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monocoque.Transport.IoUring;

namespace Monocoque.Conformance.Support;

/// <summary>A web server with one socket, at one path, on the transport of this run.</summary>
internal sealed class WebSocketServer<TSocket> : IAsyncDisposable
    where TSocket : class, IZmqSocket
{
    private readonly WebApplication _app;
    private readonly string _path;

    private WebSocketServer(WebApplication app, string path)
    {
        _app = app;
        _path = path;
    }

    internal TSocket Socket => _app.Services.GetRequiredKeyedService<TSocket>("here");

    internal Uri Url => new(Assert.Single(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses));

    internal string Address => $"{(Url.Scheme == "https" ? "wss" : "ws")}://{Url.Authority}{_path}";

    internal static async Task<WebSocketServer<TSocket>> StartAsync(
        CancellationToken deadline, string path = "/zmq", Action<ZmqSocketOptions>? configure = null, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder([$"--urls={(certificate is null ? "http" : "https")}://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        if (Environment.GetEnvironmentVariable("MONOCOQUE_TEST_TRANSPORT") == "io_uring")
            builder.WebHost.UseIoUring(static options => options.Required = true);
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
        }
        builder.WebHost.UseZmtp();
        builder.Services.AddZmq().AddSocket<TSocket>("here", configure);
        var app = builder.Build();
        app.MapZmqWebSocket(path, "here");
        await app.StartAsync(deadline);
        return new WebSocketServer<TSocket>(app, path.TrimEnd('/'));
    }

    internal static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
