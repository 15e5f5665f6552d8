using System.Net.Security;
using System.Security.Authentication;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;
using Monocoque.Testing;

namespace Monocoque.Sockets.Tests.Tls;

/// <summary>Whose certificates are taken, on both ends, and what is said of those that are not.</summary>
public sealed class TlsCertificateTests : TlsSocketTest
{
    private readonly TestCertificates _strangers = new("Strangers");

    [Fact]
    public async Task Server_for_another_host_is_not_taken_and_the_names_are_told()
    {
        var error = await FailToConnectAsync(options => options.Tls.Certificate = Authority.IssueServer("other.example"), Client);
        Assert.Contains("'other.example', not for '127.0.0.1'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [ProvesOption(nameof(ZmqTlsOptions.CertificateSelector))]
    [ProvesOption(nameof(ZmqTlsOptions.TargetHost))]
    public async Task Target_host_is_asked_for_instead_of_that_of_the_address()
    {
        string? asked = null;
        var rep = Create<IRepSocket>(options => options.Tls.CertificateSelector = name =>
        {
            asked = name;
            return Authority.IssueServer("other.example");
        });
        var req = Create<IReqSocket>(options =>
        {
            Client(options);
            options.Tls.TargetHost = "other.example";
        });
        await req.ConnectAsync(await BindTlsAsync(rep), Token);
        Assert.Equal("other.example", asked);
    }

    [Fact]
    [ProvesOption(nameof(ZmqTlsOptions.TrustedCertificates))]
    public async Task Server_of_an_unknown_authority_is_not_taken()
    {
        var error = await FailToConnectAsync(Server, options => options.Tls.TrustedCertificates.Add(_strangers.Authority));
        Assert.Contains("authority 'CN=Test authority' is not trusted", error.Message, StringComparison.Ordinal);
        Assert.Contains("TrustedCertificatesPath", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_is_not_taken_by_who_trusts_the_authorities_of_the_system() =>
        Assert.Contains("is not trusted", (await FailToConnectAsync(Server, static _ => { })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Server_whose_certificate_has_expired_is_not_taken()
    {
        var error = await FailToConnectAsync(options => options.Tls.Certificate = Authority.IssueExpiredServer("127.0.0.1"), Client);
        Assert.Contains("out of date", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_for_clients_makes_no_server()
    {
        var error = await FailToConnectAsync(options => options.Tls.Certificate = Authority.IssueClient("worker"), Client);
        Assert.Contains("not taken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [ProvesOption(nameof(ZmqTlsOptions.RemoteCertificateValidation))]
    public async Task Application_has_the_last_word_on_the_server()
    {
        var seen = SslPolicyErrors.None;
        var rep = Create<IRepSocket>(Server);
        var req = Create<IReqSocket>(options => options.Tls.RemoteCertificateValidation = (_, certificate, _, errors) =>
        {
            seen = errors;
            return certificate!.Subject == "CN=localhost";
        });
        await req.ConnectAsync(await BindTlsAsync(rep), Token);
        Assert.Equal(SslPolicyErrors.RemoteCertificateChainErrors, seen);

        var refusal = await FailToConnectAsync(Server, Both(Client, static options => options.Tls.RemoteCertificateValidation = static (_, _, _, _) => false));
        Assert.Contains("RemoteCertificateValidation refuses it", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Our authority publishes no list, so that who asks for one learns nothing, which is not enough.</summary>
    [Fact]
    [ProvesOption(nameof(ZmqTlsOptions.CheckCertificateRevocation))]
    public async Task Server_that_may_be_revoked_is_not_taken_by_who_wants_to_know()
    {
        var error = await FailToConnectAsync(Server, Both(Client, static options => options.Tls.CheckCertificateRevocation = true));
        Assert.Contains("revo", error.Message, StringComparison.OrdinalIgnoreCase);
        await Create<IReqSocket>(Client).ConnectAsync(await BindTlsAsync(Create<IRepSocket>(Server)), Token);
    }

    [Fact]
    public async Task Application_that_throws_over_a_certificate_refuses_it_and_is_logged()
    {
        await FailToConnectAsync(
            Server,
            Both(Client, static options => options.Tls.RemoteCertificateValidation = static (_, _, _, _) => throw new InvalidOperationException("the list is away")));
        Assert.Contains(Log.Entries, static entry => entry is { Id: 2011 } && entry.Text.Contains("the list is away", StringComparison.Ordinal));
    }

    [Fact]
    [ProvesOption(nameof(ZmqTlsOptions.CertificateChainPolicy))]
    public async Task Chain_policy_of_the_application_is_followed()
    {
        var rep = Create<IRepSocket>(Server);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(Authority.Authority);
        var address = await BindTlsAsync(rep);
        for (var i = 0; i < 2; i++)
            await Create<IReqSocket>(options => options.Tls.CertificateChainPolicy = policy).ConnectAsync(address, Token);
    }

    [Fact]
    public async Task Client_with_a_certificate_is_a_user()
    {
        var router = Create<IRouterSocket>(AskingServer(ZmqClientCertificateMode.Require));
        using var certificate = Authority.IssueClient("worker-1");
        var dealer = Create<IDealerSocket>(ClientWith(certificate));
        await dealer.ConnectAsync(await BindTlsAsync(router), Token);
        await SendAsync(dealer, "hello");
        using var message = await router.ReceiveAsync(Token);
        var user = message.Peer!.User;
        Assert.Equal("worker-1", user.Identity!.Name);
        Assert.True(user.Identity.IsAuthenticated);
        Assert.Equal(certificate.Thumbprint, user.FindFirstValue(ClaimTypes.Thumbprint));
        Assert.Equal("CN=Test authority", user.FindFirstValue("issuer"));
    }

    [Fact]
    public async Task Client_without_a_certificate_is_nobody_where_it_may_be()
    {
        var router = Create<IRouterSocket>(AskingServer(ZmqClientCertificateMode.Allow));
        var dealer = Create<IDealerSocket>(Client);
        await dealer.ConnectAsync(await BindTlsAsync(router), Token);
        await SendAsync(dealer, "hello");
        using var message = await router.ReceiveAsync(Token);
        Assert.False(message.Peer!.User.Identity?.IsAuthenticated ?? false);
    }

    [Fact]
    public async Task Server_that_does_not_ask_learns_no_certificate()
    {
        var router = Create<IRouterSocket>(Server);
        var dealer = Create<IDealerSocket>(ClientWith(Authority.IssueClient("worker-1")));
        await dealer.ConnectAsync(await BindTlsAsync(router), Token);
        await SendAsync(dealer, "hello");
        using var message = await router.ReceiveAsync(Token);
        Assert.False(message.Peer!.User.Identity?.IsAuthenticated ?? false);
    }

    [Theory]
    [InlineData("none", "shows no certificate")]
    [InlineData("expired", "out of date")]
    [InlineData("stranger", "is not trusted")]
    [InlineData("server", "not taken")]
    [ProvesOption(nameof(ZmqTlsOptions.ClientCertificateMode))]
    public async Task Client_whose_certificate_is_not_in_order_does_not_come_in(string kind, string reason)
    {
        var rep = Create<IRepSocket>(AskingServer(ZmqClientCertificateMode.Require));
        await using var events = new EventRecorder(rep, Token);
        var req = Create<IReqSocket>(kind switch
        {
            "none" => Client,
            "expired" => ClientWith(Authority.IssueExpiredClient("worker")),
            "stranger" => ClientWith(_strangers.IssueClient("worker")),
            _ => ClientWith(Authority.IssueServer("worker")),
        });
        req.Connect(await BindTlsAsync(rep));
        var failed = await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        Assert.Contains(reason, Assert.IsType<AuthenticationException>(failed.Error).Message, StringComparison.Ordinal);
        Assert.Contains(Log.Entries, entry => entry is { Id: 2001 } && entry.Text.Contains(reason, StringComparison.Ordinal));
        Assert.Empty(Core(rep).Connections);
    }

    [Fact]
    public async Task Client_that_is_refused_for_its_certificate_comes_back_ever_more_slowly()
    {
        var rep = Create<IRepSocket>(AskingServer(ZmqClientCertificateMode.Require));
        var req = Create<IReqSocket>(Client);
        await using var events = new EventRecorder(req, Token);
        req.Connect(await BindTlsAsync(rep));
        TimeSpan? last = null;
        for (var i = 0; i < 4; i++)
            last = (await events.WaitForAsync(ZmqEventKind.ConnectRetried)).RetryIn;

        // 100 ms, doubled three times.
        Assert.InRange(last!.Value, TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(1));
        Assert.Contains(Log.Entries, static entry => entry is { Id: 2010 });
    }

    [Theory]
    [InlineData("null")]
    [InlineData("plain")]
    [InlineData("curve")]
    public async Task Authenticator_learns_the_certificate_and_has_the_last_word_on_who_it_is(string mechanism)
    {
        var judge = new Judge(static request => ZmqAuthenticationResult.Success(request, $"{request.ClientCertificate?.Subject} from the directory"));
        var (server, client) = mechanism switch
        {
            "plain" => (AskedBy(judge), PlainClient()),
            "curve" => (AskedBy(judge, CurveServer), CurveClient),
            _ => (AskedBy(judge, static options => options.Security.ZapDomain = "global"), (Action<ZmqSocketOptions>)(static _ => { })),
        };
        var router = Create<IRouterSocket>(Both(AskingServer(ZmqClientCertificateMode.Require), server));
        var dealer = Create<IDealerSocket>(Both(ClientWith(Authority.IssueClient("worker-1")), client));
        await dealer.ConnectAsync(await BindTlsAsync(router), Token);
        await SendAsync(dealer, "hello");
        using var message = await router.ReceiveAsync(Token);
        Assert.Equal("CN=worker-1 from the directory", message.Peer!.User.Identity!.Name);
    }

    [Fact]
    public async Task Selector_that_has_none_or_throws_ends_the_connection_and_says_so()
    {
        var missing = Create<IRepSocket>(static options => options.Tls.CertificateSelector = static _ => null);
        await using var events = new EventRecorder(missing, Token);
        Create<IReqSocket>(Client).Connect((await BindTlsAsync(missing)).Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        Assert.Contains("no certificate for 'localhost'", (await events.WaitForAsync(ZmqEventKind.HandshakeFailed)).Error!.Message, StringComparison.Ordinal);

        var broken = Create<IRepSocket>(static options => options.Tls.CertificateSelector = static _ => throw new InvalidOperationException("the vault is away"));
        await using var others = new EventRecorder(broken, Token);
        Create<IReqSocket>(Client).Connect(await BindTlsAsync(broken));
        Assert.Contains("CertificateSelector threw", (await others.WaitForAsync(ZmqEventKind.HandshakeFailed)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains(Log.Entries, static entry => entry is { Id: 2011 } && entry.Text.Contains("the vault is away", StringComparison.Ordinal));
    }

    [Fact]
    [ProvesOption(nameof(ZmqTlsOptions.EnabledSslProtocols))]
    public async Task Versions_that_do_not_meet_make_no_connection()
    {
        var error = await FailToConnectAsync(
            Both(Server, static options => options.Tls.EnabledSslProtocols = SslProtocols.Tls13),
            Both(Client, static options => options.Tls.EnabledSslProtocols = SslProtocols.Tls12));
        Assert.StartsWith("The TLS handshake failed.", error.Message, StringComparison.Ordinal);
        await Create<IReqSocket>(Both(Client, static options => options.Tls.EnabledSslProtocols = SslProtocols.Tls12))
            .ConnectAsync(await BindTlsAsync(Create<IRepSocket>(Server)), Token);
    }

    public override void Dispose()
    {
        _strangers.Dispose();
        base.Dispose();
    }

    /// <summary>What the client is told.</summary>
    private async Task<Exception> FailToConnectAsync(Action<ZmqSocketOptions> server, Action<ZmqSocketOptions> client)
    {
        var rep = Create<IRepSocket>(server);
        var req = Create<IReqSocket>(client);
        await using var events = new EventRecorder(req, Token);
        req.Connect(await BindTlsAsync(rep));
        var failed = await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        Assert.Empty(Core(req).Connections);
        Assert.Contains(Log.Entries, entry => entry is { Id: 2010 } && entry.Text.Contains(failed.Error!.Message, StringComparison.Ordinal));
        return Assert.IsType<AuthenticationException>(failed.Error);
    }
}
