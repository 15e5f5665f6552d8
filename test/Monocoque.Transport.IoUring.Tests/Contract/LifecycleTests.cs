using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>How connections end, and what each side sees of it.</summary>
public class LifecycleTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task End_of_the_client_completes_the_input_and_fires_ConnectionClosed(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        probe.Client.Shutdown(SocketShutdown.Send);

        var result = await probe.Connection.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).InTime();

        Assert.True(result.IsCompleted);
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task ConnectionClosed_fires_even_if_nobody_reads(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        await probe.Client.SendAllAsync("unread"u8.ToArray());
        probe.Client.Shutdown(SocketShutdown.Send);

        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
        var result = await probe.Connection.Transport.Input.ReadAtLeastAsync(6, TestContext.Current.CancellationToken).InTime();

        Assert.Equal(6, result.Buffer.Length);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Client_that_has_ended_its_side_still_gets_everything(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        probe.Client.Shutdown(SocketShutdown.Send);
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
        var sent = Peer.RandomBytes(1_000_000);

        var receiving = probe.Client.ReceiveToEndAsync();
        await probe.Connection.Transport.Output.WriteAsync(sent, TestContext.Current.CancellationToken).InTime();
        probe.Finish();

        Assert.Equal(sent, await receiving);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Reset_by_the_client_fails_the_read_and_fires_ConnectionClosed(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        probe.Client.Reset();

        await Assert.ThrowsAsync<ConnectionResetException>(() => probe.Connection.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).InTime());
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
        Assert.Empty(probe.Server.Log.Loud);
    }

    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task What_came_before_a_reset_is_read_before_the_reset_is_told(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var (input, sent) = await SendUnreadAsync(probe, 100_000);
        probe.Client.Reset();
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);

        var result = await input.ReadAsync(TestContext.Current.CancellationToken).InTime();
        Assert.Equal(sent, result.Buffer.ToArray());
        Assert.False(result.IsCompleted);
        input.AdvanceTo(result.Buffer.GetPosition(10), result.Buffer.End);
        await Assert.ThrowsAsync<ConnectionResetException>(() => input.ReadAsync(TestContext.Current.CancellationToken).InTime());
    }

    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task What_came_before_a_write_failed_is_read_before_that_is_told(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var (input, sent) = await SendUnreadAsync(probe, 10);
        probe.Client.Dispose();
        while (!(await probe.Connection.Transport.Output.WriteAsync(new byte[100], TestContext.Current.CancellationToken).InTime()).IsCompleted)
        {
        }
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);

        var result = await input.ReadAsync(TestContext.Current.CancellationToken).InTime();
        Assert.Equal(sent, result.Buffer.ToArray());
    }

    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task After_an_abort_of_ours_nothing_more_is_read(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var (input, _) = await SendUnreadAsync(probe, 10);

        probe.Connection.Abort(new ConnectionAbortedException("enough"));

        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
        await Assert.ThrowsAsync<ConnectionAbortedException>(() => input.ReadAsync(TestContext.Current.CancellationToken).InTime());
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Writes_after_a_reset_complete_and_tell(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        probe.Client.Reset();
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);

        FlushResult result;
        do
            result = await probe.Connection.Transport.Output.WriteAsync(new byte[100], TestContext.Current.CancellationToken).InTime();
        while (!result.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Abort_with_a_reason_resets(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);

        probe.Connection.Abort(new ConnectionAbortedException("enough"));

        var exception = await Assert.ThrowsAsync<SocketException>(() => probe.Client.ReceiveToEndAsync());
        Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
        var input = probe.Connection.Transport.Input;
        var reason = await Assert.ThrowsAsync<ConnectionAbortedException>(() => input.ReadAsync(TestContext.Current.CancellationToken).InTime());
        Assert.Equal("enough", reason.Message);
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Abort_without_a_reason_ends_gracefully(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);

        probe.Connection.Abort(null!);

        Assert.Empty(await probe.Client.ReceiveToEndAsync());
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Completed_output_is_drained_before_the_end(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxWriteBufferSize = null });
        var sent = Peer.RandomBytes(5_000_000);
        await probe.Connection.Transport.Output.WriteAsync(sent, TestContext.Current.CancellationToken).InTime();

        await probe.Connection.Transport.Output.CompleteAsync();

        Assert.Equal(sent, await probe.Client.ReceiveToEndAsync());
        await Assert.ThrowsAsync<ConnectionAbortedException>(() => probe.Connection.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).InTime());
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Dispose_after_Transport_was_replaced_closes_the_connection(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var other = new Pipe();
        probe.Connection.Transport = new OtherTransport(other.Reader, other.Writer);

        probe.Finish();

        Assert.Empty(await probe.Client.ReceiveToEndAsync());
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Pending_read_can_be_cancelled_and_repeated(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var input = probe.Connection.Transport.Input;
        var reading = input.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        input.CancelPendingRead();
        Assert.True((await reading.InTime()).IsCanceled);

        await probe.Client.SendAllAsync(new byte[3]);

        Assert.Equal(3, (await input.ReadAtLeastAsync(3, TestContext.Current.CancellationToken).InTime()).Buffer.Length);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Callback_of_ConnectionClosed_that_fails_is_logged_and_hurts_nobody(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        await using var registration = probe.Connection.ConnectionClosed.Register(() => throw new InvalidOperationException("on purpose"));

        probe.Client.Shutdown(SocketShutdown.Send);

        await Eventually.TrueAsync(() => probe.Server.Log.Loud.Any());
    }

    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task After_an_abort_of_ours_nothing_is_read_of_what_came_before_a_reset(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var (input, _) = await SendUnreadAsync(probe, 10);
        probe.Client.Reset();
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);

        probe.Connection.Abort(new ConnectionAbortedException("enough"));

        await Assert.ThrowsAsync<ConnectionResetException>(() => input.ReadAsync(TestContext.Current.CancellationToken).InTime());
    }

    /// <summary>Octets that have arrived, and that the next read gives.</summary>
    private static async Task<(PipeReader Input, byte[] Sent)> SendUnreadAsync(ConnectionProbe probe, int count)
    {
        var sent = Peer.RandomBytes(count);
        await probe.Client.SendAllAsync(sent);
        var input = probe.Connection.Transport.Input;
        var result = await input.ReadAtLeastAsync(count, TestContext.Current.CancellationToken).InTime();
        input.AdvanceTo(result.Buffer.Start, result.Buffer.GetPosition(1));
        return (input, sent);
    }

    private sealed class OtherTransport(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input { get; } = input;

        public PipeWriter Output { get; } = output;
    }
}
