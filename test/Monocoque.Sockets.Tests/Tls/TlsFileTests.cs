using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;
using Monocoque.Testing;
using Monocoque.Transports;

namespace Monocoque.Sockets.Tests.Tls;

/// <summary>Certificates in files: their formats, their faults, and new ones in their place.</summary>
public sealed class TlsFileTests : TlsSocketTest
{
    private const string Password = "the password of a test";

    private string CertificatePath => field ??= FreePath();

    private string KeyPath => field ??= FreePath();

    [Theory]
    [InlineData("pem")]
    [InlineData("pem in one")]
    [InlineData("encrypted pem")]
    [InlineData("pfx")]
    [InlineData("encrypted pfx")]
    [ProvesOption(nameof(ZmqTlsOptions.CertificatePath))]
    [ProvesOption(nameof(ZmqTlsOptions.CertificateKeyPath))]
    [ProvesOption(nameof(ZmqTlsOptions.CertificatePassword))]
    public async Task Certificate_is_read_from_its_file(string format)
    {
        Write(format, ServerCertificate);
        var rep = Create<IRepSocket>(options => Point(options, format));
        await Create<IReqSocket>(Client).ConnectAsync(await BindTlsAsync(rep), Token);
    }

    [Fact]
    public async Task Intermediate_certificates_in_the_file_are_shown()
    {
        using var middle = Authority.IssueAuthority("Middle");
        using var server = middle.IssueServer("127.0.0.1");
        await File.WriteAllTextAsync(CertificatePath, $"{server.ExportCertificatePem()}\n{middle.Authority.ExportCertificatePem()}", Token);
        await File.WriteAllTextAsync(KeyPath, server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Token);
        var rep = Create<IRepSocket>(options => Point(options, "pem"));
        await Create<IReqSocket>(Client).ConnectAsync(await BindTlsAsync(rep), Token);
    }

    [Fact]
    [ProvesOption(nameof(ZmqTlsOptions.TrustedCertificatesPath))]
    public async Task Trusted_authorities_are_read_from_their_file()
    {
        await File.WriteAllTextAsync(CertificatePath, Authority.Authority.ExportCertificatePem(), Token);
        var rep = Create<IRepSocket>(Server);
        await Create<IReqSocket>(options => options.Tls.TrustedCertificatesPath = CertificatePath).ConnectAsync(await BindTlsAsync(rep), Token);
    }

    [Theory]
    [InlineData("missing", "CertificatePath")]
    [InlineData("no certificate", "CertificatePath")]
    [InlineData("no key", "CertificatePath")]
    [InlineData("key of another", "CertificatePath")]
    [InlineData("wrong password", "CertificatePath")]
    [InlineData("key beside pfx", "CertificateKeyPath")]
    [InlineData("missing trust", "TrustedCertificatesPath")]
    [InlineData("trust without certificates", "TrustedCertificatesPath")]
    public void File_that_is_of_no_use_is_named_with_its_option(string fault, string option)
    {
        Write(fault is "wrong password" or "key beside pfx" ? "encrypted pfx" : "pem", ServerCertificate);
        if (fault is "no certificate" or "trust without certificates")
            File.WriteAllText(CertificatePath, "nothing of this kind");
        using var other = Authority.IssueServer("other.example");
        if (fault is "key of another")
            File.WriteAllText(KeyPath, other.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        if (fault is "missing" or "missing trust")
            File.Delete(CertificatePath);

        var error = Assert.Throws<OptionsValidationException>(() => Create<IRepSocket>(options =>
        {
            if (option is "TrustedCertificatesPath")
            {
                options.Tls.TrustedCertificatesPath = CertificatePath;
                return;
            }
            options.Tls.CertificatePath = CertificatePath;
            options.Tls.CertificateKeyPath = fault is "no key" or "wrong password" ? null : KeyPath;
            options.Tls.CertificatePassword = fault is "wrong password" ? "wrong" : fault is "key beside pfx" ? Password : null;
        }));

        Assert.Contains("Socket 'rep-1': Tls: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(option, error.Message, StringComparison.Ordinal);
        Assert.Contains(CertificatePath, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_certificate_is_shown_to_new_connections_and_the_old_ones_go_on()
    {
        Write("pem", Authority.IssueServer("127.0.0.1", "first.example"));
        var router = Create<IRouterSocket>(options => Point(options, "pem"));
        var address = await BindTlsAsync(router);
        var early = Create<IDealerSocket>(ClientOf("first.example"));
        await early.ConnectAsync(address, Token);

        Write("pem", Authority.IssueServer("127.0.0.1", "second.example"));
        await Create<IDealerSocket>(ClientOf("second.example")).ConnectAsync(address, Token);
        await SendAsync(early, "still here");
        Assert.EndsWith("still here", await ReceiveAsync(router), StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_certificate_behind_a_link_is_seen()
    {
        // As Kubernetes mounts secrets: the file is a link through a link, and only that in the middle changes.
        var root = FreePath();
        foreach (var name in (string[])["first", "second"])
        {
            Directory.CreateDirectory(Path.Combine(root, name));
            using var certificate = Authority.IssueServer("127.0.0.1", $"{name}.example");
            await File.WriteAllTextAsync(Path.Combine(root, name, "tls.pem"), ToPem(certificate), Token);
        }
        var current = Path.Combine(root, "current");
        Directory.CreateSymbolicLink(current, Path.Combine(root, "first"));
        File.CreateSymbolicLink(CertificatePath, Path.Combine(current, "tls.pem"));
        var router = Create<IRouterSocket>(options => options.Tls.CertificatePath = CertificatePath);
        var address = await BindTlsAsync(router);
        await Create<IDealerSocket>(ClientOf("first.example")).ConnectAsync(address, Token);

        Directory.Delete(current);
        Directory.CreateSymbolicLink(current, Path.Combine(root, "second"));
        await Create<IDealerSocket>(ClientOf("second.example")).ConnectAsync(address, Token);
    }

    [Fact]
    public async Task New_file_that_is_of_no_use_is_logged_and_the_old_certificate_stays()
    {
        Write("pem", ServerCertificate);
        var router = Create<IRouterSocket>(options => Point(options, "pem"));
        var address = await BindTlsAsync(router);
        await File.WriteAllTextAsync(CertificatePath, "half a fi", Token);
        await Create<IDealerSocket>(Client).ConnectAsync(address, Token);
        await Create<IDealerSocket>(Client).ConnectAsync(address, Token);
        var entry = Assert.Single(Log.Entries, static entry => entry.Id == 3040);
        Assert.Contains(CertificatePath, entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_could_not_be_read_is_tried_again_although_it_has_not_changed_and_told_once()
    {
        // Root may read every file, so whether this one can be read is said here.
        File.WriteAllText(CertificatePath, "first");
        Exception? fault = null;
        var told = 0;
        var content = new FileContent<string>([CertificatePath], () => fault is null ? File.ReadAllText(CertificatePath) : throw fault, _ => told++);
        File.WriteAllText(CertificatePath, "the second");
        fault = new UnauthorizedAccessException("Not yet.");
        Assert.Equal(("first", "first", 1), (content.Current, content.Current, told));

        fault = null;
        Assert.Equal("the second", content.Current);
    }

    [Fact]
    public async Task Default_certificate_that_was_of_no_use_is_looked_at_again_by_the_next_bind()
    {
        RuntimeOptions.DefaultCertificate = new CertificateFile("Kestrel:Certificates:Default:Path", CertificatePath, KeyPath: null, Password: null);
        var rep = Create<IRepSocket>();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => BindTlsAsync(rep));
        Assert.Contains($"Kestrel:Certificates:Default:Path '{CertificatePath}'", error.Message, StringComparison.Ordinal);

        Write("pem in one", ServerCertificate);
        await Create<IReqSocket>(Client).ConnectAsync(await BindTlsAsync(rep), Token);
    }

    [Fact]
    public async Task Certificate_may_be_changed_by_code_and_not_taken_away_while_bound()
    {
        var router = Create<IRouterSocket>(Server);
        var address = await BindTlsAsync(router);
        using var second = Authority.IssueServer("second.example");
        router.ChangeOptions(options => options.Tls.Certificate = second);
        await Create<IDealerSocket>(ClientOf("second.example")).ConnectAsync(address, Token);
        var error = Throws(ZmqError.NotSupported, () => router.ChangeOptions(static options => options.Tls.Certificate = null));
        Assert.Contains(address, error.Message, StringComparison.Ordinal);
        await Create<IDealerSocket>(ClientOf("second.example")).ConnectAsync(address, Token);
    }

    [Fact]
    public async Task Trusted_authority_may_be_replaced_by_one_of_the_same_name_and_number()
    {
        using var twin = Authority.MakeTwin();
        var router = Create<IRouterSocket>(AskingServer(ZmqClientCertificateMode.Require));
        await using var events = new EventRecorder(router, Token);
        Create<IDealerSocket>(ClientWith(twin.IssueClient("alice"))).Connect(await BindTlsAsync(router));
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);

        router.ChangeOptions(options =>
        {
            options.Tls.TrustedCertificates.Clear();
            options.Tls.TrustedCertificates.Add(twin.Authority);
        });
        await Until(() => Core(router).PeerCount == 1);
    }

    private Action<ZmqSocketOptions> ClientOf(string host) => options =>
    {
        Client(options);
        options.Tls.TargetHost = host;
    };

    private void Point(ZmqSocketOptions options, string format)
    {
        options.Tls.CertificatePath = CertificatePath;
        options.Tls.CertificateKeyPath = format is "pem" or "encrypted pem" ? KeyPath : null;
        options.Tls.CertificatePassword = format.StartsWith("encrypted", StringComparison.Ordinal) ? Password : null;
    }

    private void Write(string format, X509Certificate2 certificate)
    {
        switch (format)
        {
            case "pem":
                File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
                File.WriteAllText(KeyPath, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
                break;
            case "encrypted pem":
                File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
                File.WriteAllText(KeyPath, certificate.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(
                    Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 1000)));
                break;
            case "pem in one":
                File.WriteAllText(CertificatePath, ToPem(certificate));
                break;
            default:
                File.WriteAllBytes(CertificatePath, certificate.Export(X509ContentType.Pkcs12, format is "pfx" ? null : Password));
                break;
        }
    }

    private static string ToPem(X509Certificate2 certificate) =>
        $"{certificate.ExportCertificatePem()}\n{certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n";
}
