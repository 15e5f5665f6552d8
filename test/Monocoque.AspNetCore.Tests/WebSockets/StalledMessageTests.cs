using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.Patterns;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.AspNetCore.Tests.WebSockets;

/// <summary>A peer that begins a message and does not go on, seen below the WebSocket, which tells of whole pieces only. On a clock that the test turns.</summary>
public sealed class StalledMessageTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

    private readonly TestClock _clock = new();

    [Theory]
    [InlineData("82")]
    [InlineData("82 85")]
    [InlineData("82 FE 01")]
    [InlineData("82 85 00 00 00 00")]
    [InlineData("82 85 00 00 00 00 00 61")]
    [InlineData("02 82 00 00 00 00 00 61")]
    [InlineData("82 82 00 00 00 00 01 61")]
    public async Task Peer_that_does_not_go_on_is_disconnected_and_nobody_else(string beginning)
    {
        await using var app = await StartAsync();
        await using var bystander = await app.ConnectAsync<IPushSocket>();
        using var raw = await app.HandshakeAsync("PUSH");
        var gone = DisconnectedAsync(app.Socket);
        await raw.SendOctetsAsync(Convert.FromHexString(beginning.Replace(" ", "", StringComparison.Ordinal)));
        await UntilAsync(() => WaitingSince(app.Socket) is not null);
        _clock.Advance(s_timeout - s_moment);
        Assert.Equal(2, app.Socket.GetPeers().Count);
        _clock.Advance(s_moment);

        Assert.Contains("StalledMessageTimeout", (await gone.Within()).Error!.Message, StringComparison.Ordinal);
        await raw.ReadToEndAsync();
        await bystander.SendAsync("still here", TestContext.Current.CancellationToken);
        Assert.Equal(["still here"], await app.Socket.ReceiveTextAsync());
    }

    [Fact]
    public async Task Slow_peer_lives_by_every_octet_of_a_frame_and_of_those_between()
    {
        await using var app = await StartAsync();
        using var raw = await app.HandshakeAsync("PUSH");
        // The first frame of two, and a ping in between.
        byte[] octets = [0x82, 0x82, 0, 0, 0, 0, 1, .. "a"u8, 0x89, 0x80, 0, 0, 0, 0, 0x82, 0x83, 0, 0, 0, 0, 0, .. "bc"u8];
        for (var i = 0; i < octets.Length; i++)
        {
            var before = WaitingSince(app.Socket) ?? TimeSpan.MinValue;
            await raw.SendOctetsAsync([octets[i]]);
            if (i == octets.Length - 1)
                break;
            await UntilAsync(() => WaitingSince(app.Socket) > before);
            _clock.Advance(s_timeout / 2);
        }
        Assert.Equal(["a", "bc"], await app.Socket.ReceiveTextAsync());
        _clock.Advance(TimeSpan.FromHours(1));
        await raw.SendAsync(0x00, "whole");
        Assert.Equal(["whole"], await app.Socket.ReceiveTextAsync());
    }

    private static TimeSpan? WaitingSince(IZmqSocket socket) =>
        ((SocketBase)socket).Connections.Select(static connection => connection.Stall?.WaitingSince).FirstOrDefault(static since => since is not null);

    private static async Task<ZmqEvent> DisconnectedAsync(IZmqSocket socket)
    {
        await foreach (var e in socket.MonitorAsync(TestContext.Current.CancellationToken))
        {
            if (e.Kind == ZmqEventKind.Disconnected)
                return e;
        }
        throw new InvalidOperationException("The socket was closed.");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        async Task WaitAsync()
        {
            while (!condition())
                await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        await WaitAsync().Within();
    }

    private Task<WebSocketApp<IPullSocket>> StartAsync() => WebSocketApp<IPullSocket>.StartAsync(
        static options => options.StalledMessageTimeout = s_timeout,
        build: builder => builder.Services.Configure<ZmqRuntimeOptions>(options => options.TimeProvider = _clock));
}
