using System.Buffers;
using System.IO.Pipelines;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>The rules of a <see cref="PipeWriter"/>, which users of pipelines rely on to the letter.</summary>
public class OutputTests
{
    private const int Limit = 64 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task However_it_is_written_every_octet_arrives_once_and_in_order(TransportKind kind)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxWriteBufferSize = Limit });
        var sent = Peer.RandomBytes(3_000_000);
        var receiving = probe.Client.ReceiveAsync(sent.Length);
        var output = probe.Connection.Transport.Output;

        for (var written = 0; written < sent.Length;)
        {
            var length = Math.Min(random.Next(4) switch { 0 => 1, 1 => random.Next(1, 5000), 2 => random.Next(4000, 4200), _ => random.Next(1, 100_000) }, sent.Length - written);
            var memory = output.GetMemory(random.Next(2) == 0 ? length : 0);
            length = Math.Min(length, memory.Length);
            sent.AsSpan(written, length).CopyTo(memory.Span);
            output.Advance(length);
            written += length;
            if (random.Next(3) == 0)
                await output.FlushAsync(Cancellation).InTime();
        }
        await output.FlushAsync(Cancellation).InTime();

        var received = await receiving;
        Assert.True(sent.AsSpan().SequenceEqual(received), $"Octets differ (seed {seed}).");
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Nothing_leaves_before_the_flush_and_all_with_the_end(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var output = probe.Connection.Transport.Output;

        output.Write("abc"u8);
        Assert.True(output.CanGetUnflushedBytes);
        Assert.Equal(3, output.UnflushedBytes);
        await output.FlushAsync(Cancellation).InTime();
        Assert.Equal(0, output.UnflushedBytes);
        Assert.Equal("abc"u8.ToArray(), await probe.Client.ReceiveAsync(3));
        output.Write("def"u8);
        Assert.Equal(0, probe.Client.Available);
        await output.CompleteAsync();

        Assert.Equal("def"u8.ToArray(), await probe.Client.ReceiveToEndAsync());
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Memory_is_as_large_as_asked_for(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var output = probe.Connection.Transport.Output;
        var sent = Peer.RandomBytes(100_000);

        output.Write(sent.AsSpan(0, 10));
        var memory = output.GetMemory(sent.Length - 10);
        Assert.True(memory.Length >= sent.Length - 10);
        sent.AsMemory(10).CopyTo(memory);
        output.Advance(sent.Length - 10);
        await output.FlushAsync(Cancellation).InTime();

        Assert.Equal(sent, await probe.Client.ReceiveAsync(sent.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => output.GetMemory(-1));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Waiting_flush_can_be_cancelled_and_what_was_written_still_arrives(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxWriteBufferSize = Limit });
        var output = probe.Connection.Transport.Output;
        var (written, waiting) = await FillAsync(output);

        output.CancelPendingFlush();
        Assert.True((await waiting.InTime()).IsCanceled);
        using var impatience = new CancellationTokenSource();
        output.Write(new byte[1]);
        written++;
        var impatient = output.FlushAsync(impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.InTime());
        var receiving = probe.Client.ReceiveAsync(written);
        await output.FlushAsync(Cancellation).InTime();

        Assert.Equal(written, (await receiving).Length);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Flush_that_waits_goes_on_when_the_client_reads(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxWriteBufferSize = Limit });
        var (written, waiting) = await FillAsync(probe.Connection.Transport.Output);

        var received = await probe.Client.ReceiveAsync(written);

        var result = await waiting.InTime();
        Assert.False(result.IsCanceled || result.IsCompleted);
        Assert.Equal(written, received.Length);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Error_of_the_application_resets_a_client_that_does_not_read(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind, new ServerSettings { MaxWriteBufferSize = Limit });
        var output = probe.Connection.Transport.Output;
        var (_, waiting) = await FillAsync(output);
        output.CancelPendingFlush();
        await waiting.InTime();

        await output.CompleteAsync(new InvalidDataException("The application has failed."));
        probe.Finish();

        if (kind != TransportKind.Sockets)
            await Eventually.CancelledAsync(probe.Connection.ConnectionClosed);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Misuse_is_an_error_and_not_a_surprise(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var output = probe.Connection.Transport.Output;
        var length = output.GetMemory(10).Length;

        Assert.ThrowsAny<Exception>(() => output.Advance(length + 1));
        output.Advance(0);
        await output.CompleteAsync();
        await output.CompleteAsync();

        Assert.Throws<InvalidOperationException>(() => output.GetMemory(1));
    }

    /// <summary>Until the buffers on the way to a client that does not read are full.</summary>
    /// <returns>How much was written, and the flush that waits.</returns>
    private static async Task<(int Written, Task<FlushResult> Flush)> FillAsync(PipeWriter output)
    {
        var piece = new byte[10_000];
        for (var written = piece.Length;; written += piece.Length)
        {
            output.Write(piece);
            var flush = output.FlushAsync(Cancellation).AsTask();
            // A flush that only waits for the transport's thread is done in much less.
            if (await Task.WhenAny(flush, Task.Delay(1000, Cancellation)) != flush)
                return (written, flush);
        }
    }
}
