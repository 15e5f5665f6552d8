using Microsoft.AspNetCore.Http;

namespace Monocoque.Dashboard;

/// <summary>Answers with the page and, again and again, with what it shows.</summary>
internal sealed class DashboardEndpoints(DashboardReader reader)
{
    internal static async Task ServePageAsync(HttpContext context)
    {
        var page = DashboardPage.Instance;
        context.Response.Headers.ContentSecurityPolicy = page.SecurityPolicy;
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        await WriteAsync(context.Response, "text/html; charset=utf-8", page.Html);
    }

    internal Task ServeDataAsync(HttpContext context) => WriteAsync(context.Response, "application/json", reader.Read());

    private static async Task WriteAsync(HttpResponse response, string contentType, ReadOnlyMemory<byte> body)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        await response.Body.WriteAsync(body, response.HttpContext.RequestAborted);
    }
}
