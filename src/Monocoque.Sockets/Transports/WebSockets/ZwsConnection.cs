using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Monocoque.Peers;
using Monocoque.Zmtp;

namespace Monocoque.Transports;

/// <summary>
/// A WebSocket as a connection that carries ZMTP frames: each way they are translated from and to ZWS 2.0, so that everything above it is as over tcp.
/// </summary>
internal sealed class ZwsConnection : ConnectionContext, IDuplexPipe
{
    /// <summary>Octets that are read in one go; also what a connection holds while frames wait in it.</summary>
    private const int ReadSize = 16 * 1024;

    /// <summary>What RFC 6455 leaves in a close frame.</summary>
    private const int MaxCloseReason = 123;

    private static readonly StreamPipeReaderOptions s_readerOptions = new(bufferSize: ReadSize, leaveOpen: true);

    private readonly WebSocket _webSocket;
    private readonly WebSocketOctets? _octets;
    private readonly ZwsReader _reader;
    private readonly CancellationTokenSource _closed = new();
    private readonly Action? _abort;
    private WebSocketCloseStatus _closeStatus = WebSocketCloseStatus.NormalClosure;
    private string? _closeReason;

    /// <param name="webSocket">An open one, which the connection disposes.</param>
    /// <param name="octets">What it reads; null if that is not octets.</param>
    /// <param name="carrier">What its sub-protocol says.</param>
    /// <param name="handshakeLimit">The most octets of a frame before the handshake is done.</param>
    /// <param name="abort">Ends what is below the WebSocket at once.</param>
    internal ZwsConnection(WebSocket webSocket, WebSocketOctets? octets, ZmtpCarrier carrier, long handshakeLimit, Action? abort = null)
    {
        _webSocket = webSocket;
        _abort = abort;
        Carrier = carrier;
        _octets = octets;
        _reader = new ZwsReader(webSocket, octets, handshakeLimit);
        Input = PipeReader.Create(_reader, s_readerOptions);
        Output = new ZwsWriter(webSocket);
        Transport = this;
        ConnectionClosed = _closed.Token;
        Features.Set(this);
    }

    public override string ConnectionId { get; set; } = "";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    internal ZmtpCarrier Carrier { get; }

    /// <summary>Who the web server says the peer is; null: it was not asked, or we are the client.</summary>
    internal ClaimsPrincipal? User { get; init; }

    internal static ZwsConnection? Of(ConnectionContext connection) => connection.Features.Get<ZwsConnection>();

    /// <param name="options">What is taken from here on.</param>
    /// <param name="stall">Who wants to know whether the peer goes on with what it has begun; null: nobody.</param>
    internal void OnHandshakeCompleted(ZmtpSessionOptions options, StallWatch? stall)
    {
        _octets?.Watch(stall);
        var largest = options.MaxMessageSize < 0 ? Array.MaxLength : options.MaxMessageSize;
        _reader.OnHandshakeCompleted(Math.Max(largest, options.MaxCommandSize));
    }

    /// <summary>What the peer is told when the connection is closed.</summary>
    internal void Blame(ZmtpError error, string? reason)
    {
        _closeStatus = error switch
        {
            ZmtpError.None => _closeStatus,
            ZmtpError.MalformedFrame when _reader.HasSeenText => WebSocketCloseStatus.InvalidMessageType,
            ZmtpError.MessageTooLarge or ZmtpError.CommandTooLarge => WebSocketCloseStatus.MessageTooBig,
            ZmtpError.RefusedHere => WebSocketCloseStatus.PolicyViolation,
            _ => WebSocketCloseStatus.ProtocolError,
        };
        _closeReason = reason is null ? null : PrintableText.From(reason, MaxCloseReason);
    }

    /// <summary>What is below goes first: the end of the WebSocket lets its request end, and then there is nothing to abort any more.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        try
        {
            _abort?.Invoke();
        }
        catch (ObjectDisposedException)
        {
            // The request has ended at the same moment.
        }
        _webSocket.Abort();
    }

    /// <summary>Closes as RFC 6455 has it: says so, and waits for the peer to say so too, dropping what it still sends.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Output.CompleteAsync().ConfigureAwait(false);
        try
        {
            if (_webSocket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _webSocket.CloseOutputAsync(_closeStatus, _closeReason, CancellationToken.None).ConfigureAwait(false);
            await _reader.DrainAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It was lost before that.
        }
        finally
        {
            _webSocket.Dispose();
            await Input.CompleteAsync().ConfigureAwait(false);
            await _reader.DisposeAsync().ConfigureAwait(false);
            await _closed.CancelAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
