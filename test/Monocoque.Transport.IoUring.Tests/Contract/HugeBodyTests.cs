using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>More than fits anywhere: counted, not looked at. Beyond 2 GiB no 32-bit counter helps.</summary>
public class HugeBodyTests
{
    private const long Large = 300_000_000;
    private const long Huge = 2_300_000_000;

    public static TheoryData<TransportKind, string> Protocols { get; } = new(
        from kind in Enum.GetValues<TransportKind>()
        from protocol in new[] { "http/1.1", "h2c" }
        select (kind, protocol));

    [Theory]
    [MemberData(nameof(Protocols))]
    public Task Large_body_goes_up(TransportKind kind, string protocol) => UploadAsync(kind, protocol, Large);

    [Theory]
    [MemberData(nameof(Protocols))]
    public Task Large_body_goes_down(TransportKind kind, string protocol) => DownloadAsync(kind, protocol, Large);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Protocols))]
    public Task Huge_body_goes_up(TransportKind kind, string protocol) => UploadAsync(kind, protocol, Huge);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Protocols))]
    public Task Huge_body_goes_down(TransportKind kind, string protocol) => DownloadAsync(kind, protocol, Huge);

    private static async Task UploadAsync(TransportKind kind, string protocol, long length)
    {
        await using var server = await HttpPeer.StartAsync(kind, protocol, async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            await context.Response.WriteAsync($"{await CountAsync(context.Request.Body)}");
        });
        using var client = HttpPeer.Client(protocol);
        using var content = new Zeros(length);

        using var response = await client.PostAsync(HttpPeer.Url(server, protocol), content, TestContext.Current.CancellationToken);

        Assert.Equal($"{length}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task DownloadAsync(TransportKind kind, string protocol, long length)
    {
        await using var server = await HttpPeer.StartAsync(kind, protocol, context =>
        {
            context.Response.ContentLength = length;
            return WriteAsync(context.Response.Body, length);
        });
        using var client = HttpPeer.Client(protocol);

        await using var body = await client.GetStreamAsync(HttpPeer.Url(server, protocol), TestContext.Current.CancellationToken);

        Assert.Equal(length, await CountAsync(body));
    }

    private static async Task<long> CountAsync(Stream body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        var count = 0L;
        while (await body.ReadAsync(buffer) is var read and > 0)
            count += read;
        ArrayPool<byte>.Shared.Return(buffer);
        return count;
    }

    private static async Task WriteAsync(Stream body, long length)
    {
        var zeros = new byte[128 * 1024];
        for (var left = length; left > 0; left -= zeros.Length)
            await body.WriteAsync(zeros.AsMemory(0, (int)Math.Min(left, zeros.Length)));
    }

    private sealed class Zeros(long length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => WriteAsync(stream, length);

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
