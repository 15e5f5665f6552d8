using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>Servers and clients of one version of HTTP: <c>http/1.1</c>, <c>https</c>, <c>h2c</c> (by prior knowledge) and <c>h2</c> (agreed upon within TLS).</summary>
internal static class HttpPeer
{
    internal static Task<TestServer> StartAsync(TransportKind kind, string protocol, RequestDelegate handler, ServerSettings? settings = null) =>
        TestServer.StartHttpAsync(kind, handler, (settings ?? new ServerSettings()) with { Listen = options => Speak(options, protocol) });

    internal static void Speak(ListenOptions options, string protocol)
    {
        options.Protocols = protocol switch { "h2c" => HttpProtocols.Http2, "h2" => HttpProtocols.Http1AndHttp2, _ => HttpProtocols.Http1 };
        if (protocol is "https" or "h2")
            options.UseHttps(TestCertificate.Value);
    }

    internal static Uri Url(TestServer server, string protocol) =>
        new($"{(protocol is "https" or "h2" ? "https" : "http")}://127.0.0.1:{server.Port}/");

    internal static HttpClient Client(string protocol)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == TestCertificate.Value.GetCertHashString();
        return new HttpClient(handler)
        {
            DefaultRequestVersion = protocol is "h2c" or "h2" ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromMinutes(5),
        };
    }
}
