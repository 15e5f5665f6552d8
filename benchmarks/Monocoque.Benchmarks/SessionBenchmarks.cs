using System.Buffers;
using BenchmarkDotNet.Attributes;
using Monocoque.Zmtp;

namespace Monocoque.Benchmarks;

/// <summary>The protocol alone: octets to messages and back, without any I/O.</summary>
[MemoryDiagnoser]
public class SessionBenchmarks
{
    private const int BatchSize = 64 * 1024;

    private ZmtpSession _session = null!;
    private byte[] _batch = [];
    private byte[] _frame = [];
    private ZmqMessage _message;

    /// <summary>Octets of the one frame of a message.</summary>
    [Params(16, 256, 4096)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Connect()
    {
        _session = new ZmtpSession(new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer });
        using var peer = new ZmtpSession(new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer });
        ShakeHands(_session, peer);

        _message = ZmqMessage.Copy(new byte[Size]);
        _frame = new byte[FrameEncoder.GetEncodedLength(_message)];
        FrameEncoder.Write(_frame, _message);
        _batch = [.. Enumerable.Repeat(_frame, BatchSize / _frame.Length).SelectMany(frame => frame)];
    }

    [GlobalCleanup]
    public void Disconnect() => _session.Dispose();

    /// <summary>Decodes about 64 KiB of messages, as one read of a busy connection brings.</summary>
    [Benchmark]
    public int DecodeBatch()
    {
        var messages = 0;
        ReadOnlySpan<byte> input = _batch;
        while (_session.Read(ref input, out var message) == ZmtpEvent.Message)
        {
            message.Dispose();
            messages++;
        }
        return messages;
    }

    /// <summary>Encodes one message.</summary>
    [Benchmark]
    public int EncodeMessage() => FrameEncoder.Write(_frame, _message);

    private static void ShakeHands(ZmtpSession left, ZmtpSession right)
    {
        while (!left.IsReady || !right.IsReady)
        {
            Carry(left, right);
            Carry(right, left);
        }
    }

    private static void Carry(ZmtpSession from, ZmtpSession to)
    {
        var wire = new ArrayBufferWriter<byte>();
        from.TakeOutput(wire);
        var input = wire.WrittenSpan;
        while (to.Read(ref input, out _) is not (ZmtpEvent.NeedMoreData or ZmtpEvent.Failed))
        {
        }
    }
}
