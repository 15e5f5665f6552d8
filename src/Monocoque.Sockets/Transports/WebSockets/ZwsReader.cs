using System.Net.WebSockets;
using Monocoque.Zmtp;

namespace Monocoque.Transports;

/// <summary>
/// The way in: WebSocket messages as the octets of a ZMTP stream. Nothing is received before somebody reads, so a full inbox holds the peer up as it does
/// over tcp. A receive that nobody waits for any more stays open for the next reader, because to cancel it would end the WebSocket.
/// </summary>
internal sealed class ZwsReader(WebSocket webSocket, WebSocketOctets? octets, long handshakeLimit) : Stream
{
    private readonly ZwsDecoder _decoder = new() { MaxBodySize = handshakeLimit };
    private ReadOnlyMemory<byte> _frame;
    private Task<ValueWebSocketReceiveResult>? _pending;
    private bool _isHandshakeDone;
    private bool _isEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The peer sent what WebSocket has a close status of its own for.</summary>
    internal bool HasSeenText { get; private set; }

    /// <summary>From here on messages may be as large as the socket takes them.</summary>
    internal void OnHandshakeCompleted(long maxBodySize)
    {
        _decoder.MaxBodySize = maxBodySize;
        _isHandshakeDone = true;
    }

    /// <summary>
    /// Fills <paramref name="buffer"/> with the frames there are, or waits for one. Before the handshake is done a frame at a time: what the next may cost
    /// depends on it.
    /// </summary>
    /// <returns>0: the peer has closed.</returns>
    /// <exception cref="ZmtpProtocolException">The peer broke the rules of ZWS.</exception>
    /// <exception cref="ZwsSilenceException">The peer did not answer a ping.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Take(buffer.Span);
        while (count < buffer.Length && !_isEnded && (count == 0 || _isHandshakeDone))
        {
            if (_decoder.Fault is { IsNone: false } fault)
                return count > 0 ? count : throw new ZmtpProtocolException(fault.Error, fault.Reason);
            if (!BeginReceive(out var result))
            {
                if (count > 0)
                    return count;
                result = await ReceiveSlowAsync(_pending!, cancellationToken).ConfigureAwait(false);
                _pending = null;
            }
            if (EndReceive(result))
                count += Take(buffer.Span[count..]);
        }
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    /// <summary>Drops what still comes until the peer closes, or until the connection is lost.</summary>
    internal async Task DrainAsync()
    {
        if (_pending is not null)
            await _pending.ConfigureAwait(false);
        var nowhere = new byte[1024];
        while (webSocket.State is WebSocketState.Open or WebSocketState.CloseSent)
            await webSocket.ReceiveAsync(nowhere.AsMemory(), CancellationToken.None).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        _decoder.Dispose();
        base.Dispose(disposing);
    }

    private int Take(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _frame.Length);
        _frame.Span[..count].CopyTo(destination);
        _frame = _frame[count..];
        return count;
    }

    /// <summary>False: <see cref="_pending"/> has what will come.</summary>
    private bool BeginReceive(out ValueWebSocketReceiveResult result)
    {
        result = default;
        if (_pending is not null)
            return false;
        var receive = webSocket.ReceiveAsync(_decoder.GetMemory(), CancellationToken.None);
        if (!receive.IsCompletedSuccessfully)
        {
            _pending = receive.AsTask();
            return false;
        }
#pragma warning disable VSTHRD002 // It has completed.
        result = receive.Result;
#pragma warning restore VSTHRD002
        return true;
    }

    /// <summary>True: there is a frame.</summary>
    private bool EndReceive(ValueWebSocketReceiveResult result)
    {
        var status = result.MessageType switch
        {
            _ when octets?.Fault is { } fault => _decoder.RefuseFrame(fault),
            WebSocketMessageType.Binary => _decoder.Advance(result.Count, result.EndOfMessage),
            WebSocketMessageType.Text => RefuseText(),
            _ => End(),
        };
        if (status == ZwsStatus.Frame)
            _frame = _decoder.Frame;
        return status == ZwsStatus.Frame;
    }

    private ZwsStatus RefuseText()
    {
        HasSeenText = true;
        return _decoder.RefuseText();
    }

    private ZwsStatus End()
    {
        _isEnded = true;
        return ZwsStatus.NeedMoreData;
    }

    private async ValueTask<ValueWebSocketReceiveResult> ReceiveSlowAsync(
        Task<ValueWebSocketReceiveResult> pending, CancellationToken cancellationToken)
    {
        try
        {
            return await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (pending.IsFaulted || pending.IsCanceled)
        {
            throw await ExplainAsync(exception).ConfigureAwait(false);
        }
    }

    private async Task<Exception> ExplainAsync(Exception exception) => exception switch
    {
        // A frame that is none of RFC 6455, which the WebSocket has judged already.
        WebSocketException { WebSocketErrorCode: WebSocketError.Faulted } => new ZmtpProtocolException(ZmtpError.MalformedFrame, exception.Message),
        _ when ZwsSilenceException.IsSilence(exception) || await HasAbortedForSilenceAsync().ConfigureAwait(false) => new ZwsSilenceException(exception),
        _ => new IOException("The WebSocket was lost: " + exception.Message, exception),
    };

    /// <summary>A receive that was under way may learn of the abort only; the next one is told the cause.</summary>
    private async Task<bool> HasAbortedForSilenceAsync()
    {
        if (webSocket.State != WebSocketState.Aborted)
            return false;
        try
        {
            await webSocket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
            return false;
        }
        catch (Exception exception)
        {
            return ZwsSilenceException.IsSilence(exception);
        }
    }
}
