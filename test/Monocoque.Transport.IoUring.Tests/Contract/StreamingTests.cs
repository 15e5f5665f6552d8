using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>Both directions of one request at the same time, with trailers at the end: what gRPC makes of HTTP/2.</summary>
public class StreamingTests
{
    public static TheoryData<TransportKind, string> Protocols { get; } = new(
        from kind in Enum.GetValues<TransportKind>()
        from protocol in new[] { "h2c", "h2" }
        select (kind, protocol));

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Client_and_server_stream_in_turns_and_end_with_trailers(TransportKind kind, string protocol)
    {
        await using var server = await HttpPeer.StartAsync(kind, protocol, AnswerEachLineAsync);
        using var client = HttpPeer.Client(protocol);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(stream => TalkAsync(client, HttpPeer.Url(server, protocol), stream)));

        Assert.Empty(server.Log.Loud);
    }

    private static async Task TalkAsync(HttpClient client, Uri url, int stream)
    {
        const int Rounds = 50;
        using var content = new OpenContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken).InTime();
        var sending = await content.Opened.InTime();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        for (var round = 0; round < Rounds; round++)
        {
            // The next question is only put when the last answer is there: nobody waits for a buffer to fill.
            var question = $"{stream}/{round} {new string('x', round * 97)}";
            await sending.WriteAsync(Encoding.ASCII.GetBytes(question + "\n"), TestContext.Current.CancellationToken);
            await sending.FlushAsync(TestContext.Current.CancellationToken);
            Assert.Equal("re " + question, await reader.ReadLineAsync(TestContext.Current.CancellationToken).InTime());
        }
        content.End();

        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken).InTime());
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
        Assert.Equal($"{Rounds}", Assert.Single(response.TrailingHeaders.GetValues("lines")));
    }

    private static async Task AnswerEachLineAsync(HttpContext context)
    {
        context.Response.DeclareTrailer("lines");
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        using var reader = new StreamReader(context.Request.Body);
        var count = 0;
        while (await reader.ReadLineAsync() is { } line)
        {
            count++;
            await context.Response.WriteAsync($"re {line}\n");
            await context.Response.Body.FlushAsync();
        }
        context.Response.AppendTrailer("grpc-status", "0");
        context.Response.AppendTrailer("lines", $"{count}");
    }

    /// <summary>A body that is written from outside until it is ended.</summary>
    private sealed class OpenContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<Stream> Opened => _opened.Task;

        internal void End() => _ended.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // The client keeps the headers back until something is flushed.
            await stream.FlushAsync();
            _opened.SetResult(stream);
            await _ended.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
