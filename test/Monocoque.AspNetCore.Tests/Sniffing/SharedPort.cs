using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;

namespace Monocoque.AspNetCore.Tests.Sniffing;

/// <summary>An application whose one HTTP endpoint speaks ZMTP too: GET / says hello, and the ROUTER answers in capitals.</summary>
internal sealed class SharedPort(WebApp app) : IAsyncDisposable
{
    internal WebApp App => app;

    internal Uri Server { get; } = new(Assert.Single(CoHostingTests.Addresses(app.Services)));

    internal string Address => $"tcp://127.0.0.1:{Server.Port}";

    /// <summary>Made for this run and trusted by nobody else.</summary>
    internal static X509Certificate2 Certificate { get; } = CreateCertificate();

    internal static bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => Certificate.Equals(certificate);

    internal static async Task<SharedPort> StartAsync(
        bool ioUring = false, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? build = null, Action<ZmtpOptions>? zmtp = null) =>
        new(await WebApp.StartAsync(
            app =>
            {
                app.MapGet("/", static () => "hello");
                if (map is null)
                    app.MapZmqRouter("tcp://127.0.0.1:0", (string text) => text.ToUpperInvariant());
                map?.Invoke(app);
            },
            builder =>
            {
                builder.UseIoUringIf(ioUring);
                build?.Invoke(builder);
            },
            zmtp ?? (static options => options.ShareHttpPorts = true)));

    /// <summary>With one endpoint that is put together by the test.</summary>
    internal static Task<SharedPort> ListenAsync(
        Action<ListenOptions> listen, Action<WebApplication>? map = null, Action<ZmtpOptions>? zmtp = null, bool ioUring = false,
        Action<WebApplicationBuilder>? build = null) =>
        StartAsync(
            ioUring, map,
            builder =>
            {
                builder.Services.AddZmq().AddSocket<IRouterSocket>("one").AddSocket<IRouterSocket>("two");
                build?.Invoke(builder);
                builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen));
            },
            zmtp ?? (static _ => { }));

    internal Task<TPeer> ConnectAsync<TPeer>(Action<ZmqSocketOptions>? configure = null)
        where TPeer : class, IZmqSocket =>
        ZmqSocket.ConnectAsync<TPeer>(Address, configure, TestContext.Current.CancellationToken).Within();

    internal async Task<NetworkStream> DialAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", Server.Port, TestContext.Current.CancellationToken).AsTask().Within();
        return new NetworkStream(socket, ownsSocket: true);
    }

    internal async Task<SslStream> DialTlsAsync()
    {
        var tls = new SslStream(await DialAsync());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = SharedPort.IsOurs },
            TestContext.Current.CancellationToken).Within();
        return tls;
    }

    internal async Task AssertServesBothAsync()
    {
        await AssertServesHttpAsync();
        await using var dealer = await ConnectAsync<IDealerSocket>();
        Assert.Equal(["HELLO"], await dealer.AskAsync("hello"));
    }

    internal async Task AssertServesHttpAsync()
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = SharedPort.IsOurs;
        using var http = new HttpClient(handler);
        Assert.Equal("hello", await http.GetStringAsync(Server, TestContext.Current.CancellationToken).Within());
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
