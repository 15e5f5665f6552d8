using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Sniffing;
using Monocoque.AspNetCore.Tests.WebSockets;

namespace Monocoque.AspNetCore.Tests.Admission;

/// <summary>How many may be about to come in, where the web server accepts the connections.</summary>
public sealed class HandshakeLimitTests
{
    private const string Path = WebSocketApp<IPullSocket>.Path;

    [Theory]
    [InlineData(1, 0, 0, "503")]
    [InlineData(0, 1, 0, "429")]
    [InlineData(0, 0, 1, "429")]
    public async Task WebSocket_over_a_limit_is_told_to_try_again(int max, int perAddress, int rate, string status)
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(
            options => (options.MaxHandshakes, options.MaxHandshakesPerAddress, options.MaxHandshakeRatePerAddress) = (max, perAddress, rate));
        using var first = await app.OpenAsync();
        using var second = await RawWebSocket.RequestAsync(app.Server, Path, "ZWS2.0/NULL");

        Assert.StartsWith($"HTTP/1.1 {status} ", second.Answer[0], StringComparison.Ordinal);
        Assert.Contains("Retry-After: 1", second.Answer);
    }

    [Fact]
    public async Task WebSocket_that_is_a_peer_leaves_its_place_and_so_does_a_request_that_is_none()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(static options => options.MaxHandshakes = 1);
        for (var i = 0; i < 3; i++)
        {
            using var raw = await RawWebSocket.RequestAsync(app.Server, Path, "chat");
            Assert.StartsWith("HTTP/1.1 400 ", raw.Answer[0], StringComparison.Ordinal);
        }
        using var first = await app.HandshakeAsync("PUSH");
        using var second = await app.HandshakeAsync("PUSH");
        await first.SendAsync(0, "one");
        Assert.Equal(["one"], await app.Socket.ReceiveTextAsync());
        await second.SendAsync(0, "two");

        Assert.Equal(["two"], await app.Socket.ReceiveTextAsync());
    }

    [Theory]
    [InlineData("one", false)]
    [InlineData("one", true)]
    [InlineData(null, false)]
    [InlineData(null, true)]
    public async Task Silence_on_a_shared_port_takes_places_of_zmtp_only(string? name, bool ioUring)
    {
        // Where no socket is named the limit of all sockets holds: it is not known yet whose peer it will be.
        await using var port = await SharedPort.ListenAsync(
            listen => listen.UseZmtp(name), static app => app.MapZmqRouter("one", static () => "one"),
            static options => options.Defaults.MaxHandshakes = 1, ioUring, static _ => { });
        await using var dealer = await port.ConnectAsync<IDealerSocket>();
        await using var silent = await port.DialAsync();
        await silent.SendAsync(Wire.Greeting[..10]);
        await silent.ReadAsync(10);
        await using var stranger = await port.DialAsync();
        await stranger.SendAsync(Wire.Greeting[..10]);
        Assert.Equal("", await stranger.ReadToEndAsync());

        await port.AssertServesHttpAsync();
        Assert.Equal(["one"], await dealer.AskAsync("hello"));
        await silent.DisposeAsync();
        await using var next = await port.ConnectAsync<IDealerSocket>();
        Assert.Equal(["one"], await next.AskAsync("hello"));
    }
}
