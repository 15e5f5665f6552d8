using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Monocoque.TransportBench.Serving;

/// <summary>The smallest application that answers as real ones do: no routing, no middleware, one write per response.</summary>
internal static partial class HttpApp
{
    private const int LargeBodySize = 100 * 1024;

    private static readonly byte[] s_hello = "Hello, World!"u8.ToArray();
    private static readonly byte[] s_largeBody = CreateLargeBody();

    internal static Task HandleAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/plaintext" => WriteAsync(context.Response, "text/plain", s_hello),
        "/json" => context.Response.WriteAsJsonAsync(new Greeting("Hello, World!"), GreetingJson.Default.Greeting),
        "/body" => WriteAsync(context.Response, "application/octet-stream", s_largeBody),
        _ => RefuseAsync(context.Response),
    };

    private static Task WriteAsync(HttpResponse response, string contentType, byte[] payload)
    {
        response.ContentType = contentType;
        response.ContentLength = payload.Length;
        return response.Body.WriteAsync(payload).AsTask();
    }

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static byte[] CreateLargeBody()
    {
        var body = new byte[LargeBodySize];
        new Random(Seed: 1).NextBytes(body);
        return body;
    }

    private readonly record struct Greeting(string Message);

    [JsonSerializable(typeof(Greeting))]
    private sealed partial class GreetingJson : JsonSerializerContext;
}
