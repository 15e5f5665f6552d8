using System.Net;
using CustomProtocol;
using Microsoft.AspNetCore.Connections;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseIoUring();
builder.Services.AddSingleton<Store>();

// Two listeners, one ring: a protocol of lines, and HTTP.
var lines = builder.Configuration.GetValue("Ports:Lines", 7070);
var http = builder.Configuration.GetValue("Ports:Http", 8082);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Listen(IPAddress.Loopback, lines, listen => listen.UseConnectionHandler<LineHandler>());
    kestrel.Listen(IPAddress.Loopback, http);
});

var app = builder.Build();
app.MapGet("/{key}", (string key, Store store) => store.Get(key) is { } value ? Results.Text(value) : Results.NotFound());

await app.StartAsync();
var urls = app.Urls.Select(url => new Uri(url)).ToList();
Console.WriteLine(
    $"""

    CustomProtocol is up: lines on port {urls[0].Port}, HTTP on port {urls[1].Port}. Ctrl+C ends it. Try

      printf 'SET greeting Hello\nGET greeting\nQUIT\n' | nc 127.0.0.1 {urls[0].Port}
      curl http://127.0.0.1:{urls[1].Port}/greeting

    """);
await app.WaitForShutdownAsync();
