using System.Buffers;
using System.IO.Pipelines;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>The rules of a <see cref="PipeReader"/>, which users of pipelines rely on to the letter.</summary>
public class InputTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Whatever_is_consumed_and_examined_every_octet_comes_once_and_in_order(TransportKind kind)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxReadBufferSize = 64 * 1024 });
        var sent = Peer.RandomBytes(3_000_000);
        var sending = SendInPiecesAsync(probe, sent, new Random(seed + 1));
        var input = probe.Connection.Transport.Input;
        var received = new ArrayBufferWriter<byte>(sent.Length);

        while (received.WrittenCount < sent.Length)
        {
            if (!input.TryRead(out var result))
                result = await input.ReadAsync(Cancellation).InTime();
            var buffer = result.Buffer;
            Assert.True(sent.AsSpan(received.WrittenCount, (int)buffer.Length).SequenceEqual(buffer.ToArray()), $"Octets differ (seed {seed}).");
            // Nothing, a part, or all; and often without having looked at the rest.
            var consumed = random.Next(3) switch { 0 => 0, 1 => random.NextInt64(buffer.Length + 1), _ => buffer.Length };
            foreach (var segment in buffer.Slice(0, consumed))
                received.Write(segment.Span);
            var examined = consumed + random.NextInt64(buffer.Length - consumed + 1);
            // Whoever has examined everything may wait for more, of which there is none at the end.
            if (received.WrittenCount - consumed + buffer.Length == sent.Length && examined == buffer.Length && consumed < buffer.Length)
                examined = consumed;
            input.AdvanceTo(buffer.GetPosition(consumed), buffer.GetPosition(examined));
        }

        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received.WrittenSpan), $"Octets differ (seed {seed}).");
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task What_was_given_stays_as_it_is_while_more_arrives(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var sent = Peer.RandomBytes(200_000);
        await probe.Client.SendAllAsync(sent.AsMemory(0, 10));
        var input = probe.Connection.Transport.Input;
        var first = await input.ReadAtLeastAsync(10, Cancellation).InTime();

        await probe.Client.SendAllAsync(sent.AsMemory(10));
        await using (var other = await ConnectionProbe.StartAsync(kind))
        {
            await other.Client.SendAllAsync(Peer.RandomBytes(500_000));
            var rest = await other.Connection.Transport.Input.ReadAtLeastAsync(400_000, Cancellation).InTime();
            other.Connection.Transport.Input.AdvanceTo(rest.Buffer.End);
        }

        Assert.Equal(sent[..10], first.Buffer.ToArray());
        input.AdvanceTo(first.Buffer.Start);
        var all = await input.ReadAtLeastAsync(sent.Length, Cancellation).InTime();
        Assert.Equal(sent, all.Buffer.ToArray());
        input.AdvanceTo(all.Buffer.End);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task What_was_not_examined_comes_again_at_once_and_what_was_does_not(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var input = probe.Connection.Transport.Input;
        await probe.Client.SendAllAsync("abc"u8.ToArray());
        var first = await input.ReadAtLeastAsync(3, Cancellation).InTime();

        input.AdvanceTo(first.Buffer.Start);
        Assert.True(input.TryRead(out var again));
        Assert.Equal("abc"u8, again.Buffer.ToArray());
        input.AdvanceTo(again.Buffer.GetPosition(1), again.Buffer.End);
        Assert.False(input.TryRead(out _));
        var waiting = input.ReadAsync(Cancellation);
        Assert.False(waiting.IsCompleted);

        await probe.Client.SendAllAsync("d"u8.ToArray());
        var more = await waiting.InTime();
        Assert.Equal("bcd"u8, more.Buffer.ToArray());
        input.AdvanceTo(more.Buffer.End);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Cancelled_read_tells_and_loses_nothing_whenever_it_is_cancelled(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var input = probe.Connection.Transport.Input;

        input.CancelPendingRead();
        var before = await input.ReadAsync(Cancellation).InTime();
        input.AdvanceTo(before.Buffer.End);
        var waiting = input.ReadAsync(Cancellation);
        input.CancelPendingRead();
        var during = await waiting.InTime();
        input.AdvanceTo(during.Buffer.End);
        await probe.Client.SendAllAsync("abc"u8.ToArray());
        var after = await input.ReadAtLeastAsync(3, Cancellation).InTime();

        Assert.True(before.IsCanceled);
        Assert.True(during.IsCanceled);
        Assert.False(after.IsCanceled);
        Assert.Equal("abc"u8, after.Buffer.ToArray());
        input.AdvanceTo(after.Buffer.End);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Token_ends_a_wait_and_the_next_read_gets_the_data(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var input = probe.Connection.Transport.Input;
        using var impatience = new CancellationTokenSource();
        var waiting = input.ReadAsync(impatience.Token).AsTask();

        await impatience.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTime());
        Assert.Equal(impatience.Token, exception.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => input.ReadAsync(impatience.Token).AsTask());
        await probe.Client.SendAllAsync("abc"u8.ToArray());
        var result = await input.ReadAtLeastAsync(3, Cancellation).InTime();
        Assert.Equal("abc"u8, result.Buffer.ToArray());
        input.AdvanceTo(result.Buffer.End);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Misuse_is_an_error_and_not_a_surprise(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var input = probe.Connection.Transport.Input;
        await probe.Client.SendAllAsync("abc"u8.ToArray());

        var result = await input.ReadAtLeastAsync(3, Cancellation).InTime();
        Assert.Throws<InvalidOperationException>(() => input.TryRead(out _));
        Assert.Throws<InvalidOperationException>(() => input.AdvanceTo(result.Buffer.End, result.Buffer.Start));
        input.AdvanceTo(result.Buffer.End);
        await input.CompleteAsync();
        await input.CompleteAsync();

        Assert.Throws<InvalidOperationException>(() => input.TryRead(out _));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await input.ReadAsync(Cancellation));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task End_comes_after_the_last_octets_and_again_as_often_as_asked(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var input = probe.Connection.Transport.Input;
        await probe.Client.SendAllAsync("abc"u8.ToArray());
        probe.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);

        var last = await input.ReadAsync(Cancellation).InTime();
        Assert.Equal("abc"u8, last.Buffer.ToArray());
        Assert.True(last.IsCompleted);
        input.AdvanceTo(last.Buffer.End);
        var end = await input.ReadAsync(Cancellation).InTime();
        Assert.True(end.IsCompleted && end.Buffer.IsEmpty);
        input.AdvanceTo(end.Buffer.Start, end.Buffer.End);
        Assert.True(input.TryRead(out var again));
        Assert.True(again.IsCompleted && again.Buffer.IsEmpty);
        input.AdvanceTo(again.Buffer.End);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Handler_that_keeps_unread_input_leaves_nothing_behind(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        await probe.Client.SendAllAsync(Peer.RandomBytes(300_000));
        // Neither advanced nor completed: the connection ends with it in hand.
        _ = await probe.Connection.Transport.Input.ReadAtLeastAsync(100_000, Cancellation).InTime();
    }

    private static async Task SendInPiecesAsync(ConnectionProbe probe, ReadOnlyMemory<byte> data, Random random)
    {
        while (!data.IsEmpty)
        {
            var length = Math.Min(random.Next(4) switch { 0 => 1, 1 => random.Next(1, 100), 2 => random.Next(1, 5000), _ => random.Next(1, 60_000) }, data.Length);
            await probe.Client.SendAllAsync(data[..length]);
            data = data[length..];
        }
    }
}
