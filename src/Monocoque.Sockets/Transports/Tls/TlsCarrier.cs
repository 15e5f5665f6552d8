using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Monocoque.Transports;

/// <summary>
/// The pipes of a transport as the stream below TLS. What is written waits for the flush, so that all records of a batch leave together; writing
/// therefore never blocks, and what waits is bounded by who writes.
/// </summary>
internal sealed class TlsCarrier(IDuplexPipe pipe) : Stream
{
    /// <summary>The content types of a TLS record: change of cipher, alert, handshake, application data.</summary>
    private const byte FirstType = 20;
    private const byte LastType = 23;

    private readonly PipeReader _input = pipe.Input;
    private readonly PipeWriter _output = pipe.Output;
    private bool _isHandshaking = true;
    private bool _isFirst = true;

    /// <summary>The peer speaks no TLS: what it does instead.</summary>
    internal string? Fault { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From here on nothing runs that could hold up the thread that receives.</summary>
    internal void EndHandshake() => _isHandshaking = false;

    /// <summary>With an empty buffer it waits until there is something to read.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_isHandshaking && _input.TryRead(out var result))
        {
            if (TryTake(result, buffer, out var count))
                return new ValueTask<int>(count);
        }
        return ReadSlowAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>A record in one piece, which a transport takes for less than many small ones.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        buffer.CopyTo(_output.GetSpan(buffer.Length));
        _output.Advance(buffer.Length);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken).AsTask();

    /// <summary>Whoever writes flushes the pipe.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadSlowAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
            // A handshake computes for milliseconds and calls the application, so it has no place on an I/O thread.
            if (_isHandshaking)
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (TryTake(result, buffer, out var count))
                return count;
        }
    }

    /// <summary>False: there is nothing, which is not the end. A pipe may say so where its blocks meet.</summary>
    private bool TryTake(in ReadResult result, Memory<byte> buffer, out int count)
    {
        var input = result.Buffer;
        if (_isHandshaking)
            CheckIsTls(input);
        var piece = input.Slice(0, Math.Min(input.Length, buffer.Length));
        piece.CopyTo(buffer.Span);
        count = (int)piece.Length;
        var isNothing = input.IsEmpty && !result.IsCompleted;
        _input.AdvanceTo(count == input.Length ? input.End : piece.End);
        return !isNothing;
    }

    /// <summary>Every record of the handshake begins with its type, and whoever speaks no TLS gives himself away with the first octet.</summary>
    private void CheckIsTls(in ReadOnlySequence<byte> input)
    {
        if (!_isFirst || !new SequenceReader<byte>(input).TryPeek(out var first))
            return;
        _isFirst = false;
        if (first is >= FirstType and <= LastType)
            return;
        _input.AdvanceTo(input.Start);
        Fault = first == 0xFF
            ? "The peer speaks ZMTP without TLS. Both ends have to use tls+tcp, or both tcp."
            : $"The peer speaks no TLS: its first octet is 0x{first:X2}.";
        throw new IOException(Fault);
    }
}
