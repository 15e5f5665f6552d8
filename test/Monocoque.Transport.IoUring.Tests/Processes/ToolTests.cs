using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Processes;

/// <summary>What the world uses: curl, h2load, wrk.</summary>
public partial class ToolTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Curl_gets_and_sends_over_each_protocol(TransportKind kind)
    {
        var sent = Peer.RandomBytes(10 * 1024 * 1024);
        var hash = Convert.ToHexString(SHA256.HashData(sent));
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, sent, TestContext.Current.CancellationToken);
        foreach (var (protocol, option, version) in new[] { ("http/1.1", "--http1.1", "1.1"), ("h2c", "--http2-prior-knowledge", "2"), ("https", "--http1.1", "1.1"), ("h2", "--http2", "2") })
        {
            await using var server = await HttpPeer.StartAsync(kind, protocol, HashAsync);
            var url = HttpPeer.Url(server, protocol).ToString();

            Assert.Equal($"{Convert.ToHexString(SHA256.HashData([]))} {version}", await Tool.RunAsync("curl", "-sSk", option, "-w", " %{http_version}", url));
            Assert.Equal(hash, await Tool.RunAsync("curl", "-sSk", option, "--data-binary", $"@{file}", url));
            await server.AssertNothingLeftAsync();
        }
        File.Delete(file);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Curl_talks_over_a_unix_domain_socket(TransportKind kind)
    {
        var path = Path.Combine(Path.GetTempPath(), $"monocoque-{Guid.NewGuid():N}.sock");
        await using var server = await TestServer.StartHttpAsync(kind, context => context.Response.WriteAsync("over a path"), new ServerSettings { EndPoint = new UnixDomainSocketEndPoint(path) });

        Assert.Equal("over a path", await Tool.RunAsync("curl", "-sS", "--unix-socket", path, "http://localhost/"));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task H2load_gets_every_answer_plain_and_over_tls(TransportKind kind)
    {
        foreach (var protocol in new[] { "h2c", "h2" })
        {
            await using var server = await HttpPeer.StartAsync(kind, protocol, context => context.Response.WriteAsync("served"));

            var report = await Tool.RunAsync("h2load", "-n", "5000", "-c", "20", "-m", "10", HttpPeer.Url(server, protocol).ToString());

            Assert.Contains("5000 succeeded, 0 failed, 0 errored, 0 timeout", report, StringComparison.Ordinal);
            Assert.Contains("status codes: 5000 2xx", report, StringComparison.Ordinal);
            await server.AssertNothingLeftAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Wrk_sees_no_error_and_no_wrong_answer(TransportKind kind)
    {
        await using var server = await TestServer.StartHttpAsync(kind, context => context.Response.WriteAsync("served"));

        var report = await Tool.RunAsync("wrk", "-t", "1", "-c", "64", "-d", "1s", HttpPeer.Url(server, "http/1.1").ToString());

        Assert.NotEqual(0, int.Parse(Requests().Match(report).Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.DoesNotContain("Socket errors", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Non-2xx", report, StringComparison.Ordinal);
        await server.AssertNothingLeftAsync();
    }

    private static async Task HashAsync(HttpContext context) =>
        await context.Response.WriteAsync(Convert.ToHexString(await SHA256.HashDataAsync(context.Request.Body)));

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();
}
