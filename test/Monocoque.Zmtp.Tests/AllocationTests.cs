namespace Monocoque.Zmtp.Tests;

/// <summary>What a message costs once everything is warm: nothing the garbage collector sees.</summary>
[Collection(RunAlone.Name)]
public sealed class AllocationTests
{
    private const int Rounds = 100;

    public static TheoryData<int, int> Sizes => new()
    {
        { 64, 64 * 1024 },
        { 64, 1460 },
        { 0, 4096 },
        { 255, 65_536 },
        { 256, 65_536 },
        { 1024, 65_536 },
        { 20_000, 65_536 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Messages_are_decoded_and_disposed_without_allocation(int size, int piece)
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);
        var unit = Peer.Frame(0, new byte[size]);
        var batch = Batch(unit, Math.Min(256 * 1024, 4096 * unit.Length));
        Pump(driver.Session, batch, piece, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        long messages = 0;
        for (var i = 0; i < Rounds; i++)
        {
            Pump(driver.Session, batch, piece, out var count);
            messages += count;
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((long)Rounds * (batch.Length / unit.Length), messages);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Multipart_messages_between_idle_times_are_decoded_without_allocation()
    {
        using var driver = Driver.Connected(ZmqSocketType.Router);
        var batch = Batch(Hex.Join(Vectors.ThreeFrames, Vectors.Ping), 2000);
        var output = new System.Buffers.ArrayBufferWriter<byte>(1024);
        for (var i = 0; i < 2; i++)
            PumpWithIdleTime(driver.Session, batch, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            PumpWithIdleTime(driver.Session, batch, output);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Subscriptions_and_dropped_messages_are_read_without_allocation()
    {
        using var driver = Driver.Connected(ZmqSocketType.Pub);
        var batch = Batch(Hex.Join(Vectors.SubscribeAbc, Vectors.CancelAbc30, Vectors.ThreeFrames, Vectors.Hi), 20_000);
        Pump(driver.Session, batch, 1460, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            Pump(driver.Session, batch, 1460, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Messages_are_encoded_without_allocation()
    {
        using var message = ZmqMessage.Text("topic", new string('x', 64));
        var destination = new byte[FrameEncoder.GetEncodedLength(message)];
        FrameEncoder.Write(destination, message);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            _ = FrameEncoder.GetEncodedLength(message);
            FrameEncoder.Write(destination, message);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Batch(byte[] unit, int size)
    {
        var batch = new byte[size / unit.Length * unit.Length];
        for (var i = 0; i < batch.Length; i += unit.Length)
            unit.CopyTo(batch, i);
        return batch;
    }

    private static void PumpWithIdleTime(ZmtpSession session, byte[] batch, System.Buffers.ArrayBufferWriter<byte> output)
    {
        Pump(session, batch, batch.Length, out _);
        session.Idle();
        output.ResetWrittenCount();
        session.TakeOutput(output);
    }

    private static void Pump(ZmtpSession session, ReadOnlySpan<byte> octets, int piece, out int messages)
    {
        messages = 0;
        while (!octets.IsEmpty)
        {
            var input = octets[..Math.Min(piece, octets.Length)];
            octets = octets[input.Length..];
            ZmtpEvent found;
            while ((found = session.Read(ref input, out var message)) != ZmtpEvent.NeedMoreData)
            {
                if (found == ZmtpEvent.Failed)
                    throw new InvalidOperationException(session.ErrorReason);
                message.Dispose();
                messages++;
            }
        }
    }
}
