using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>A side that does not keep up slows the other down; nothing is lost, and both can be aborted meanwhile.</summary>
public class BackPressureTests
{
    private const int Limit = 64 * 1024;

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Application_that_does_not_read_stops_the_client_and_loses_nothing(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxReadBufferSize = Limit });
        var sent = Peer.RandomBytes(20_000_000);
        var sending = probe.Client.SendAllAsync(sent);
        await SomePausedAsync(probe, kind);
        Assert.False(sending.IsCompleted);

        Assert.Equal(sent, await ReceiveAsync(probe.Connection.Transport.Input, sent.Length));
        await sending;
    }

    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task Receiving_waits_before_what_comes_would_have_to_be_copied(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings());
        var sent = Peer.RandomBytes(20_000_000);
        var sending = probe.Client.SendAllAsync(sent);
        await SomePausedAsync(probe, kind);

        var input = probe.Connection.Transport.Input;
        var first = await input.ReadAsync(TestContext.Current.CancellationToken).InTime();
        Assert.InRange(first.Buffer.Length, 128 * 1024, 768 * 1024);
        input.AdvanceTo(first.Buffer.Start);

        Assert.Equal(sent, await ReceiveAsync(input, sent.Length));
        await sending;
    }

    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task Reader_that_wants_more_than_may_be_lent_to_it_gets_it(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings());
        var sent = Peer.RandomBytes(5_000_000);
        var sending = probe.Client.SendAllAsync(sent);

        var input = probe.Connection.Transport.Input;
        var result = await input.ReadAtLeastAsync(sent.Length, TestContext.Current.CancellationToken).AsTask().InTime();

        Assert.Equal(sent, result.Buffer.ToArray());
        await sending;
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Client_that_does_not_read_stops_the_application_and_loses_nothing(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxWriteBufferSize = Limit });
        var sent = Peer.RandomBytes(20_000_000);
        var writing = WriteAsync(probe.Connection, sent);
        await Eventually.TrueAsync(() => probe.Client.Available > 0);
        Assert.False(writing.IsCompleted);

        var received = await probe.Client.ReceiveAsync(sent.Length);

        await writing.InTime();
        Assert.Equal(sent, received);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Abort_ends_a_connection_that_is_paused(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxReadBufferSize = Limit });
        var sending = probe.Client.SendAllAsync(new byte[20_000_000]);
        await SomePausedAsync(probe, kind);

        probe.Connection.Abort();

        await Assert.ThrowsAsync<SocketException>(() => sending);
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Abort_ends_a_connection_whose_client_does_not_read(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxWriteBufferSize = Limit });
        var writing = WriteAsync(probe.Connection, new byte[20_000_000]);
        await Eventually.TrueAsync(() => probe.Client.Available > 0);

        probe.Connection.Abort();

        await writing.InTime();
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Reset_ends_a_connection_whose_client_does_not_read(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxWriteBufferSize = Limit });
        var writing = WriteAsync(probe.Connection, new byte[20_000_000]);
        await Eventually.TrueAsync(() => probe.Client.Available > 0);

        probe.Client.Reset();

        await writing.InTime();
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Handler_that_returns_while_paused_ends_the_connection(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxReadBufferSize = Limit });
        var sending = probe.Client.SendAllAsync(new byte[20_000_000]);
        await SomePausedAsync(probe, kind);

        probe.Finish();

        await Assert.ThrowsAsync<SocketException>(() => sending);
    }

    private static async Task<byte[]> ReceiveAsync(PipeReader input, int count)
    {
        var received = new ArrayBufferWriter<byte>(count);
        while (received.WrittenCount < count)
        {
            var result = await input.ReadAsync(TestContext.Current.CancellationToken).InTime();
            foreach (var segment in result.Buffer)
                received.Write(segment.Span);
            input.AdvanceTo(result.Buffer.End);
        }
        return received.WrittenSpan.ToArray();
    }

    private static async Task WriteAsync(ConnectionContext connection, ReadOnlyMemory<byte> data)
    {
        const int Piece = 10_000;
        while (!data.IsEmpty)
        {
            var length = Math.Min(Piece, data.Length);
            if ((await connection.Transport.Output.WriteAsync(data[..length], TestContext.Current.CancellationToken)).IsCompleted)
                return;
            data = data[length..];
        }
    }

    /// <summary>Both transports log it at Debug, under ids of their own.</summary>
    private static Task SomePausedAsync(ConnectionProbe probe, TransportKind kind) =>
        Eventually.TrueAsync(() => probe.Server.Log.Entries.Any(entry =>
            kind == TransportKind.Sockets ? entry.Id.Name == "ConnectionPause" : entry.Id.Id == 5010));
}
