using System.Buffers;

namespace Monocoque.Zmtp;

/// <summary>
/// One end of a ZMTP 3.1 connection, down to 2.0 where the peer is older, without the connection: octets in, events and octets out. There is no clock, no task and no
/// exception for what a peer does in it, and it may be fed in pieces of any size. Not thread-safe.
/// <para>
/// Feed <see cref="Read"/> until it wants more data; after each call send what <see cref="TakeOutput"/> gives. Send nothing of your
/// own before <see cref="ZmtpEvent.HandshakeCompleted"/>. After <see cref="ZmtpEvent.Failed"/> send the output and close.
/// </para>
/// </summary>
public sealed partial class ZmtpSession : IDisposable
{
    private readonly OctetBuffer _output = new();
    private readonly MessageBuilder _builder;
    private readonly ZmtpCarrier _carrier;
    private HandshakeMachine? _handshake;
    private FrameDecoder? _traffic;
    private ZmtpFault _fault;
    private WireVersion _version;
    private CurveInput? _boxed;
    private bool _isDisposed;

    /// <summary>Starts a session; the first octets of our greeting are output at once.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ZmtpSession(ZmtpSessionOptions options)
        : this(options, MessagePool.Shared)
    {
    }

    /// <param name="options">The options.</param>
    /// <param name="pool">Where messages come from.</param>
    /// <param name="isConnector">We have made the connection.</param>
    /// <param name="carrier">What the frames travel in.</param>
    internal ZmtpSession(ZmtpSessionOptions options, MessagePool pool, bool isConnector = false, ZmtpCarrier carrier = ZmtpCarrier.Octets)
    {
        ThrowIfMistaken(options);
        _builder = new MessageBuilder(pool);
        _carrier = carrier;
        _handshake = new HandshakeMachine(options, _output, isConnector, carrier);
    }

    /// <summary>True from HandshakeCompleted until the end.</summary>
    public bool IsReady => _traffic is not null;

    /// <summary>The peer as its READY described it; null before.</summary>
    public ZmqPeer? Peer { get; private set; }

    /// <summary>Why the session failed.</summary>
    public ZmtpError Error => _fault.Error;

    /// <summary>Words about the failure for a log: printable ASCII, no payload. Null while nothing failed.</summary>
    public string? ErrorReason => _fault.IsNone ? null : _fault.Reason;

    /// <summary>Octets wait in the session's output (greeting, READY, ERROR, PONG).</summary>
    public bool HasOutput => _output.Length > 0 || _pong is { Length: > 0 };

    /// <summary>Replaces the description, e.g. by one with addresses and the routing id, before the first message is read.</summary>
    public void SetPeer(ZmqPeer peer) => SetPeer(peer, messagePrefix: default);

    /// <summary>As <see cref="SetPeer(ZmqPeer)"/>; each message then starts with a frame of <paramref name="messagePrefix"/>, unless that is empty.</summary>
    internal void SetPeer(ZmqPeer peer, ReadOnlyMemory<byte> messagePrefix)
    {
        ArgumentNullException.ThrowIfNull(peer);
        Peer = peer;
        _builder.Peer = peer;
        _builder.Prefix = messagePrefix;
    }

    /// <summary>
    /// Moves the output to <paramref name="destination"/>, as it goes on the wire. It belongs between two frames of your own, never inside one.
    /// </summary>
    public void TakeOutput(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (_output.Length > 0)
        {
            destination.Write(_output.Span);
            _output.Wipe();
            _output.Release();
        }
        if (_pong is not { Length: > 0 })
            return;
        Seal(_pong.Span, destination);
        _pong.Clear();
    }

    /// <summary>
    /// Consumes input up to the next event. While it reports something else than <see cref="ZmtpEvent.NeedMoreData"/>, call it
    /// again with what is left of the input.
    /// </summary>
    /// <param name="input">The next octets of the connection; what was consumed is cut off.</param>
    /// <param name="message">The message of <see cref="ZmtpEvent.Message"/>, which is the caller's to dispose; else empty.</param>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public ZmtpEvent Read(ref ReadOnlySpan<byte> input, out ZmqMessage message)
    {
        if (_traffic is not null)
            return ReadTraffic(_traffic, ref input, out message);
        message = default;
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _handshake is null ? ZmtpEvent.Failed : ReadHandshake(_handshake, ref input);
    }

    /// <summary>Answers SelectSocket: this is the socket. Our last word of the handshake is output and the next Read reports HandshakeCompleted, or Failed if
    /// the two types do not talk to each other.</summary>
    /// <param name="options">The socket's own options; <see cref="ZmtpSessionOptions.SocketType"/> is set.</param>
    /// <exception cref="InvalidOperationException">The peer does not wait for a socket.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or there is no socket type.</exception>
    public void Select(ZmtpSessionOptions options)
    {
        ThrowIfMistaken(options);
        if (options.SocketType is null)
            throw new ArgumentException("The options of a socket name its type.", nameof(options));
        if (_handshake is not { IsSelecting: true })
            throw new InvalidOperationException("The peer does not wait for a socket. Call this once, after SelectSocket.");
        _handshake.Select(options);
    }

    /// <summary>
    /// Ends the connection from our side: outputs ERROR with <paramref name="reason"/>, which the peer will read, and fails with
    /// <see cref="ZmtpError.RefusedHere"/>. Meant as the answer to SelectSocket. Does nothing if the session has failed.
    /// </summary>
    /// <param name="reason">Up to 255 characters of printable ASCII; others are replaced, more is cut.</param>
    public void Refuse(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        reason = PrintableText.From(reason, CommandWriter.MaxReason);
        if (_handshake is not null)
        {
            _handshake.Refuse(reason);
            Fail(_handshake.Fault);
        }
        else if (_traffic is not null)
        {
            if (_version != WireVersion.V20)
                WriteLastError(reason);
            Fail(new ZmtpFault(ZmtpError.RefusedHere, reason));
        }
    }

    /// <summary>Tells the session that no input is waiting, so that it can let go of memory.</summary>
    public void Idle()
    {
        _boxed?.Idle();
        _traffic?.Idle();
        _topic?.Trim();
    }

    /// <summary>For tests.</summary>
    internal bool IsDisposed => _isDisposed;

    /// <summary>Drops a message under construction and returns its memory. Messages already read stay valid.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        End();
        Sealer?.Dispose();
        _output.Wipe();
    }

    private static void ThrowIfMistaken(ZmtpSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindMistake() is { } mistake)
            throw new ArgumentException(mistake, nameof(options));
    }

    private ZmtpEvent ReadHandshake(HandshakeMachine handshake, ref ReadOnlySpan<byte> input)
    {
        var status = handshake.Read(ref input);
        switch (status)
        {
            case HandshakeStatus.NeedMoreData:
                return ZmtpEvent.NeedMoreData;

            case HandshakeStatus.Failed:
                return Fail(handshake.Fault);
        }
        if (status == HandshakeStatus.Authenticate)
            return ZmtpEvent.Authenticate;
        if (Peer is null)
            SetPeer(handshake.DescribePeer()!);
        if (status == HandshakeStatus.SelectSocket)
            return ZmtpEvent.SelectSocket;

        _version = handshake.Version;
        BeginTraffic(handshake.Options, handshake.TakeBoxes());
        handshake.Wipe();
        _handshake = null;
        return ZmtpEvent.HandshakeCompleted;
    }

    private ZmtpEvent Fail(ZmtpFault fault)
    {
        _fault = fault;
        End();
        return ZmtpEvent.Failed;
    }

    private void End()
    {
        _droppedMessages = DroppedMessages;
        _handshake?.Wipe();
        _handshake = null;
        _traffic = null;
        // What is boxed for sending may still be under way on another thread: its key is wiped when the session is disposed.
        _boxed?.Dispose();
        _boxed = null;
        _builder.Release();
    }
}
