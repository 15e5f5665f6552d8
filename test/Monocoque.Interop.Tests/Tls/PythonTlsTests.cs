using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Monocoque.Interop.Support;
using Monocoque.Testing;

namespace Monocoque.Interop.Tls;

/// <summary>A client that shares nothing with us: TLS of Python's ssl module, and a handshake of ZMTP that somebody wrote from the RFC.</summary>
public sealed class PythonTlsTests : InteropTest, IDisposable
{
    private static readonly int[] s_sizes = [1, 255, 256, 16_384, 1_000_000];

    private readonly TestCertificates _authority = new();

    [Theory]
    [InlineData("TLSv1_2", "TLSv1.2")]
    [InlineData("TLSv1_3", "TLSv1.3")]
    public async Task Client_in_Python_asks_and_is_answered(string version, string negotiated)
    {
        var rep = Ours.CreateSocket<IRepSocket>(options => options.Tls.Certificate = _authority.IssueServer("127.0.0.1"));
        var address = await rep.BindAsync("tls+tcp://127.0.0.1:0", Deadline);
        using var client = Start(address, _authority, version);
        Assert.Equal(negotiated, await client.StandardOutput.ReadLineAsync(Deadline));
        foreach (var size in s_sizes)
        {
            using var question = await rep.ReceiveAsync(Deadline);
            byte[] asked = [.. Enumerable.Range(0, size).Select(static i => (byte)(i % 251))];
            Assert.True(question.First.Span.SequenceEqual(asked), $"{size} octets were sent, {question.First.Length} came, or other ones.");
            var answer = RandomNumberGenerator.GetBytes(size);
            await rep.SendAsync(ZmqMessage.Copy(answer), Deadline);
            Assert.Equal($"{size} {Convert.ToHexStringLower(SHA256.HashData(answer))}", await client.StandardOutput.ReadLineAsync(Deadline));
        }
        await EndAsync(client, expected: 0);
    }

    [Fact]
    public async Task Client_in_Python_is_known_by_its_certificate()
    {
        var rep = Ours.CreateSocket<IRepSocket>(options =>
        {
            options.Tls.Certificate = _authority.IssueServer("127.0.0.1");
            options.Tls.ClientCertificateMode = ZmqClientCertificateMode.Require;
            options.Tls.TrustedCertificates.Add(_authority.Authority);
        });
        var address = await rep.BindAsync("tls+tcp://127.0.0.1:0", Deadline);
        using var certificate = _authority.IssueClient("snake");
        var file = await WriteAsync(certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        using var client = Start(address, _authority, "TLSv1_3", "--certificate", file);
        using (var question = await rep.ReceiveAsync(Deadline))
            Assert.Equal("snake", question.Peer!.User.Identity!.Name);
        client.Kill();
        await client.WaitForExitAsync(Deadline);
    }

    [Fact]
    public async Task Client_in_Python_takes_no_certificate_of_somebody_else_and_costs_nobody_anything()
    {
        using var somebody = new TestCertificates("Somebody else");
        var rep = Ours.CreateSocket<IRepSocket>(options => options.Tls.Certificate = _authority.IssueServer("127.0.0.1"));
        await using var events = new OurEvents(rep, Deadline);
        var address = await rep.BindAsync("tls+tcp://127.0.0.1:0", Deadline);
        using (var client = Start(address, somebody, "TLSv1_3"))
        {
            Assert.Contains("CERTIFICATE_VERIFY_FAILED", await client.StandardError.ReadToEndAsync(Deadline), StringComparison.Ordinal);
            await EndAsync(client, expected: 1);
        }
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        using var next = Start(address, _authority, "TLSv1_3");
        using (var question = await rep.ReceiveAsync(Deadline))
            Assert.Equal(s_sizes[0], question.First.Length);
        next.Kill();
        await next.WaitForExitAsync(Deadline);
    }

    public void Dispose() => _authority.Dispose();

    private static async Task EndAsync(Process client, int expected)
    {
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected, client.ExitCode);
    }

    private Process Start(ZmqAddress address, TestCertificates trusted, string version, params string[] more)
    {
        var authority = PathOf("authority.pem");
        File.WriteAllText(authority, trusted.Authority.ExportCertificatePem());
        var sizes = s_sizes.Select(static size => size.ToString(CultureInfo.InvariantCulture));
        var port = address.Port!.Value.ToString(CultureInfo.InvariantCulture);
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Tls", "tls_client.py"), port, authority, version, .. sizes, .. more];
        return Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private async Task<string> WriteAsync(string pem)
    {
        var path = PathOf("client.pem");
        await File.WriteAllTextAsync(path, pem, Deadline);
        return path;
    }
}
