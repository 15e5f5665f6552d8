using System.Runtime.CompilerServices;
using Monocoque.Peers;
using Monocoque.Zmtp;

namespace Monocoque.Transports;

/// <summary>
/// The octets below a WebSocket. They pass as they are, until a <see cref="WebSocketScanner"/> finds a frame on their way in that is not masked as it has to be. An octet
/// that begins a frame waits for the next one, which comes in the same piece, but for peers that want to know. Owns the stream it reads.
/// </summary>
/// <param name="inner">What the connection became by its upgrade.</param>
/// <param name="isServer">We are the server, so what comes is masked.</param>
internal sealed class WebSocketOctets(Stream inner, bool isServer) : Stream
{
    /// <summary>For a reader that wants one octet, where two decide.</summary>
    private readonly Memory<byte> _header = new byte[2];

    private readonly string _fault = isServer ? "a WebSocket frame of a client without a mask" : "a WebSocket frame of a server with a mask";

    private WebSocketScanner _scanner = new(isServer);
    private ReadOnlyMemory<byte> _ready;
    private byte? _held;
    private StallWatch? _stall;

    /// <summary>What is wrong with the frame that is read now, in words; null if nothing is. What is received is a substitute for it.</summary>
    internal string? Fault { get; private set; }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From here on somebody wants to know whether the peer goes on with what it has begun.</summary>
    internal void Watch(StallWatch? stall) => _stall = stall;

    /// <summary>With an empty buffer it waits until there is something to read.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_ready.IsEmpty)
            return TakeReady(buffer.Span);
        if (_scanner.IsBroken && Fault is null)
            return TakeSubstitute(buffer.Span);
        if (buffer.IsEmpty || _scanner.IsBroken)
            return await SkipAsync(buffer, cancellationToken).ConfigureAwait(false);
        var isTooSmall = buffer.Length < _header.Length;
        var target = isTooSmall ? _header : buffer;
        while (true)
        {
            var held = 0;
            if (_held is { } first)
            {
                target.Span[0] = first;
                held = 1;
            }
            var count = await ReadInnerAsync(target[held..], cancellationToken).ConfigureAwait(false);
            // At the end half a header is passed on as it is.
            var passed = count == 0 ? held : Scan(target.Span[..(held + count)]);
            if (count == 0)
                _held = null;
            if (passed == 0 && _scanner.IsBroken)
                return TakeSubstitute(buffer.Span);
            if (passed == 0 && count > 0)
                continue;
            if (!isTooSmall)
                return passed;
            _ready = _header[..passed];
            return TakeReady(buffer.Span);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// With an empty buffer waits until there is something to read. Behind a broken frame drops what still comes, until the peer has read the close and ends the
    /// connection: an end of ours with octets unread would take the close from it.
    /// </summary>
    private async ValueTask<int> SkipAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        do
            count = await ReadInnerAsync(buffer, cancellationToken).ConfigureAwait(false);
        while (count > 0);
        return count;
    }

    /// <summary>How many of the octets may be passed on; the one that may not yet is kept.</summary>
    private int Scan(ReadOnlySpan<byte> octets)
    {
        var passed = _scanner.Scan(octets);
        _held = passed < octets.Length ? octets[passed] : null;
        return passed;
    }

    /// <summary>By a read of its own: whoever wants more than what came before has received all of that.</summary>
    private int TakeSubstitute(Span<byte> buffer)
    {
        Fault = _fault;
        _ready = _scanner.Substitute;
        return TakeReady(buffer);
    }

    private int TakeReady(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _ready.Length);
        _ready.Span[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    private ValueTask<int> ReadInnerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = inner.ReadAsync(buffer, cancellationToken);
        return read.IsCompleted || _stall is not { } stall ? read : WaitAsync(read, stall);
    }

    /// <summary>Whoever reads is told of whole messages only, so it is from here that the peer's going on is seen.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(ValueTask<int> read, StallWatch stall)
    {
        if (_scanner.IsInMessage)
            stall.SetCarrierWaiting(true);
        var count = await read.ConfigureAwait(false);
        stall.SetCarrierWaiting(false);
        return count;
    }
}
