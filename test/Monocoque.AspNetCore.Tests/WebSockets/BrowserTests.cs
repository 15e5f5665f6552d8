using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.Testing;

namespace Monocoque.AspNetCore.Tests.WebSockets;

/// <summary>A real browser, whose WebSocket knows nothing of us.</summary>
public sealed class BrowserTests
{
    private const string Page = """
        <!doctype html><title>test</title><script>
          const received = [];
          const socket = new WebSocket(location.origin.replace('http', 'ws') + '/zmq', 'ZWS2.0');
          socket.binaryType = 'arraybuffer';
          const send = (flags, text) => socket.send(Uint8Array.from([flags, ...new TextEncoder().encode(text)]));
          socket.onopen = () => send(0, 'browser');
          socket.onmessage = event => received.push(Array.from(new Uint8Array(event.data), octet => octet.toString(16).padStart(2, '0')).join(''));
          socket.onclose = event => received.push('closed ' + event.code);
        </script>
        """;

    [Fact]
    public async Task Page_talks_to_a_socket_and_learns_of_its_end()
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync(map: static app =>
        {
            app.MapGet("/page", static () => TypedResults.Content(Page, "text/html"));
            app.MapZmqWebSocket("/zmq", "here");
        });
        await using var browser = await Chromium.OpenAsync(new Uri(app.Server, "/page"));
        await browser.WaitForAsync("received.length > 0");
        await browser.EvaluateAsync("send(1, 'one'); send(0, 'two')");
        var request = await app.Socket.ReceiveAsync(TestContext.Current.CancellationToken).Within();
        Assert.Equal(("browser", "one", "two"), (request.GetString(0), request.GetString(1), request.GetString(2)));
        await app.Socket.SendAsync(request, TestContext.Current.CancellationToken);
        await browser.WaitForAsync("received.length >= 3");
        Assert.Equal("00 016f6e65 0074776f", await browser.EvaluateAsync("received.join(' ')"));

        await app.Socket.DisposeAsync().Within();
        await browser.WaitForAsync("received.includes('closed 1000')");
    }
}
