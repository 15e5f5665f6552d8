using System.Security.Authentication;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Sniffing;
using Monocoque.AspNetCore.Tests.Web;
using Monocoque.Testing;

namespace Monocoque.AspNetCore.Tests.Security;

/// <summary>TLS of sockets in a web application: their own, and that of Kestrel's endpoints.</summary>
public sealed class TlsHostingTests : IDisposable
{
    private const string AnyPort = "tls+tcp://127.0.0.1:0";

    private readonly TestCertificates _authority = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("zmq-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Policy_judges_by_the_certificate(bool isMapped)
    {
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqRouter("here", (ClaimsPrincipal user) => $"hello {user.Identity!.Name}").RequireAuthorization("alice"),
            builder =>
            {
                builder.Services.AddAuthorization(static options => options.AddPolicy("alice", static policy => policy.RequireUserName("alice")));
                builder.Services.AddZmq().AddSocket<IRouterSocket>("here", options =>
                {
                    options.Bind.Add(AnyPort);
                    AskForCertificates(options, isMapped ? ZmqClientCertificateMode.Require : ZmqClientCertificateMode.Allow);
                });
            });
        var address = app.Socket<IRouterSocket>().BoundAddresses[0].ToString();

        await using var alice = await ConnectAsync(address, _authority.IssueClient("alice"));
        await alice.SendAsync("x", Token);
        Assert.Equal(["hello alice"], await alice.ReceiveTextAsync());
        foreach (var other in (X509Certificate2?[])[_authority.IssueClient("bob"), .. isMapped ? [] : new X509Certificate2?[] { null }])
            Assert.Equal(ZmqError.Refused, (await Assert.ThrowsAsync<ZmqException>(() => ConnectAsync(address, other))).Error);
    }

    [Fact]
    public async Task Policy_about_nobody_does_not_start_although_there_is_tls()
    {
        var message = await WebApp.FailStartAsync(
            static app => app.MapZmqRouter("here", static _ => default).RequireAuthorization(),
            builder => builder.Services.AddAuthorization().AddZmq().AddSocket<IRouterSocket>("here", options =>
            {
                options.Bind.Add(AnyPort);
                options.Tls.Certificate = _authority.IssueServer("127.0.0.1");
            }));
        Assert.Contains("Tls:ClientCertificateMode", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_of_kestrel_with_https_takes_sockets_and_shows_their_certificates_to_the_authenticator()
    {
        var judge = new Judge();
        await using var shared = await SharedPort.ListenAsync(
            listen =>
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = SharedPort.Certificate;
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = static (_, _, _) => true;
                });
                listen.UseZmtp("one");
            },
            map: static app => app.MapZmqRouter("one", static (ClaimsPrincipal user) => $"hello {user.Identity!.Name}"),
            build: builder => builder.Services.Configure<ZmqSocketOptions>("one", options =>
            {
                options.Security.ZapDomain = "global";
                options.Security.Authenticator = judge;
            }));
        await using var dealer = await ZmqSocket.ConnectAsync<IDealerSocket>(
            $"tls+{shared.Address}",
            options =>
            {
                options.Tls.Certificate = _authority.IssueClient("alice");
                options.Tls.RemoteCertificateValidation = SharedPort.IsOurs;
            },
            Token).Within();
        await dealer.SendAsync("x", Token);
        Assert.Equal(["hello CN=alice"], await dealer.ReceiveTextAsync());
    }

    [Fact]
    public async Task Default_certificate_of_kestrel_is_shown_where_a_socket_has_none()
    {
        var path = Path.Combine(_directory.FullName, "kestrel.pfx");
        await File.WriteAllBytesAsync(path, _authority.IssueServer("127.0.0.1").Export(X509ContentType.Pkcs12, "word"), Token);
        await using var app = await WebApp.StartAsync(
            static app => app.MapZmqRouter(AnyPort, static (string text) => text.ToUpperInvariant()),
            builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Kestrel:Certificates:Default:Path"] = path,
                ["Kestrel:Certificates:Default:Password"] = "word",
            }));
        await using var dealer = await ConnectAsync(app.Socket<IRouterSocket>().BoundAddresses[0].ToString(), certificate: null);
        await dealer.SendAsync("hello", Token);
        Assert.Equal(["HELLO"], await dealer.ReceiveTextAsync());
    }

    [Fact]
    public async Task Socket_without_a_certificate_does_not_start_and_says_where_it_was_to_listen()
    {
        var message = await WebApp.FailStartAsync(static app => app.MapZmqRouter("tls+tcp://127.0.0.1:5557", static _ => default));
        Assert.Contains("tls+tcp://127.0.0.1:5557", message, StringComparison.Ordinal);
        Assert.Contains("Tls:CertificatePath", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Section_that_is_of_no_use_is_a_warning()
    {
        await using var app = await WebApp.StartAsync(
            static app => { },
            builder => builder.Services.AddZmq().AddSocket<IPullSocket>("here", options =>
            {
                options.Bind.Add("tcp://127.0.0.1:0");
                options.Tls.Certificate = _authority.IssueServer("127.0.0.1");
            }));
        Assert.Contains("PULL 'here' has a section Tls", Assert.Single(app.Log.Entries, static entry => entry.Id == 3107).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Section_sets_every_option_that_is_not_for_code()
    {
        var tls = await ReadSectionAsync(
            ("CertificatePath", "a.pem"), ("CertificateKeyPath", "a.key"), ("CertificatePassword", "word"), ("ClientCertificateMode", "allow"),
            ("TrustedCertificatesPath", "ca.pem"), ("CheckCertificateRevocation", "true"), ("TargetHost", "feed.example"), ("EnabledSslProtocols", "Tls12, tls13"));
        Assert.Equal(("a.pem", "a.key", "word"), (tls.CertificatePath, tls.CertificateKeyPath, tls.CertificatePassword));
        Assert.Equal((ZmqClientCertificateMode.Allow, "ca.pem", true), (tls.ClientCertificateMode, tls.TrustedCertificatesPath, tls.CheckCertificateRevocation));
        Assert.Equal(("feed.example", SslProtocols.Tls12 | SslProtocols.Tls13), (tls.TargetHost, tls.EnabledSslProtocols));
    }

    [Theory]
    [InlineData("Certificate", "x", "Zmq:Sockets:here:Tls:Certificate is not an option of a socket's TLS. Known keys: CertificateKeyPath,")]
    [InlineData("EnabledSslProtocols", "Tls", "is 'Tls', which is not Tls12, Tls13 or both")]
    [InlineData("ClientCertificateMode", "Maybe", "is 'Maybe', which is not one of None, Allow, Require")]
    [InlineData("ClientCertificateMode", "Require", "nothing says whose certificates are taken")]
    [InlineData("CertificateKeyPath", "a.key", "there is no CertificatePath")]
    [InlineData("TargetHost", "feed.example:5557", "which is no host name")]
    public async Task Mistake_in_the_section_is_named(string key, string value, string words)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => ReadSectionAsync((key, value)));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _directory.Delete(recursive: true);
        _authority.Dispose();
    }

    private static async Task<ZmqTlsOptions> ReadSectionAsync(params (string Key, string Value)[] section)
    {
        var keys = section.Select(static entry => KeyValuePair.Create<string, string?>($"Zmq:Sockets:here:Tls:{entry.Key}", entry.Value));
        await using var app = WebApp.Build(
            static _ => { },
            builder => builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Zmq:Sockets:here:Type", "Router"), .. keys]),
            zmtp: null);
        return app.Services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>().Get("here").Tls;
    }

    private void AskForCertificates(ZmqSocketOptions options, ZmqClientCertificateMode mode)
    {
        options.Tls.Certificate = _authority.IssueServer("127.0.0.1");
        options.Tls.ClientCertificateMode = mode;
        options.Tls.TrustedCertificates.Add(_authority.Authority);
    }

    private Task<IDealerSocket> ConnectAsync(string address, X509Certificate2? certificate) => ZmqSocket.ConnectAsync<IDealerSocket>(
        address,
        options =>
        {
            options.Tls.TrustedCertificates.Add(_authority.Authority);
            options.Tls.Certificate = certificate;
        },
        Token).Within();

    private sealed class Judge : IZmqAuthenticator
    {
        public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) =>
            new(ZmqAuthenticationResult.Success(request, request.ClientCertificate?.Subject ?? "nobody"));
    }
}
