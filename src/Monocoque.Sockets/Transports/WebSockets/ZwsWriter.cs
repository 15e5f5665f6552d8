using System.IO.Pipelines;
using System.Net.WebSockets;
using Monocoque.Zmtp;

namespace Monocoque.Transports;

/// <summary>The way out: each whole frame that was written leaves as one WebSocket message. A flush waits as long as the connection pushes back.</summary>
internal sealed class ZwsWriter(WebSocket webSocket) : PipeWriter
{
    private readonly ZwsEncoder _encoder = new();
    private bool _isEnded;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _encoder.Length;

    public override void Advance(int bytes) => _encoder.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _encoder.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _encoder.GetSpan(sizeHint);

    /// <summary>A flush that waits ends with the connection only: half a frame cannot be taken back.</summary>
    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
        _isEnded = true;
        _encoder.Dispose();
    }

    /// <summary>Never throws: that the connection is lost shows where it is read, with the cause.</summary>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            while (_encoder.TryRead(out var message))
            {
                var send = SendAsync(message);
                if (!send.IsCompletedSuccessfully)
                    return FlushSlowAsync(send);
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            _isEnded = true;
        }
        return new ValueTask<FlushResult>(Finish());
    }

    private async ValueTask<FlushResult> FlushSlowAsync(ValueTask send)
    {
        try
        {
            await send.ConfigureAwait(false);
            while (_encoder.TryRead(out var message))
                await SendAsync(message).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            _isEnded = true;
        }
        return Finish();
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> message) =>
        webSocket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    private FlushResult Finish()
    {
        _encoder.Release();
        return new FlushResult(isCanceled: false, _isEnded);
    }

    private static bool IsEnd(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
