using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;

namespace Monocoque.Transports;

/// <summary>
/// The way out of a connection with TLS. What was written is gathered, so that messages share records of up to 16 KiB, and encrypted by whoever
/// flushes; the flush itself is that of the transport, with its back pressure.
/// </summary>
internal sealed class TlsWriter(SslStream tls, PipeWriter output) : PipeWriter
{
    /// <summary>A batch of the outbox has about as much.</summary>
    private const int BufferSize = 64 * 1024;

    private byte[] _buffer = [];
    private int _written;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _written + (output.CanGetUnflushedBytes ? output.UnflushedBytes : 0);

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _buffer.Length - _written);
        _written += bytes;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _written < Math.Max(sizeHint, 1))
            MakeRoom(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Encrypt();
        ReturnBuffer();
        return output.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        _written = 0;
        ReturnBuffer();
    }

    private void MakeRoom(int sizeHint)
    {
        Encrypt();
        if (_buffer.Length >= Math.Max(sizeHint, 1))
            return;
        ReturnBuffer();
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, BufferSize));
    }

    /// <summary>Does not wait for anything: below, records are only gathered.</summary>
    private void Encrypt()
    {
        if (_written == 0)
            return;
        var count = _written;
        _written = 0;
        tls.Write(_buffer, 0, count);
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
