using System.Buffers;

namespace Monocoque.Zmtp;

/// <summary>Who the peer is, and boxes for what is sent to it.</summary>
public sealed partial class ZmtpSession
{
    /// <summary>What the peer shows for itself; null unless <see cref="ZmtpEvent.Authenticate"/> was reported and not answered.</summary>
    public ZmtpCredentials? Credentials => _handshake?.Credentials;

    /// <summary>The peer as far as it has spoken of itself, while somebody is asked about it; null if it has not.</summary>
    internal ZmqPeer? Candidate => _handshake?.DescribePeer();

    /// <summary>
    /// Frames of your own, those of <see cref="WriteSubscription"/>, <see cref="WriteGroup"/> and <see cref="WritePing"/> included, have to pass <see cref="Seal"/> on
    /// their way to the wire: the connection is encrypted. False before the handshake is completed.
    /// </summary>
    public bool SealsFrames => Sealer is not null;

    /// <summary>For the one who writes to the connection, which may be another thread than the one that reads; null if frames go as they are.</summary>
    internal CurveSealer? Sealer { get; private set; }

    /// <summary>Answers <see cref="ZmtpEvent.Authenticate"/>: the peer may come in. The handshake goes on with the next <see cref="Read"/>, which may be of no octets.</summary>
    /// <exception cref="InvalidOperationException">Nobody was asked.</exception>
    public void Accept()
    {
        ThrowIfNotAsked();
        _handshake!.Accept();
    }

    /// <summary>
    /// Answers <see cref="ZmtpEvent.Authenticate"/>: the peer may not come in. The session fails with <see cref="ZmtpError.AuthenticationFailed"/>; a peer that is
    /// refused for good is told so by an ERROR in the output, a temporary refusal says nothing.
    /// </summary>
    /// <param name="status">As in ZAP: 300 for now, 400 for good, 500 because of a fault of ours.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is none of these.</exception>
    /// <exception cref="InvalidOperationException">Nobody was asked.</exception>
    public void Deny(int status)
    {
        if (status is not (300 or 400 or 500))
            throw new ArgumentOutOfRangeException(nameof(status), status, "A refusal is 300, 400 or 500.");
        ThrowIfNotAsked();
        _handshake!.Deny(status);
        Fail(_handshake.Fault);
    }

    /// <summary>Writes whole frames as this connection carries them: each in a box, or as they are where the connection has none.</summary>
    /// <param name="frames">Frames as <see cref="FrameEncoder"/> and this session write them, none of them in part.</param>
    /// <param name="destination">Where to. What is written first has to leave first.</param>
    public void Seal(ReadOnlySpan<byte> frames, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (Sealer is null)
            destination.Write(frames);
        else
            Sealer.Seal(frames, destination);
    }

    /// <summary>As <see cref="TakeOutput"/> after the handshake, but as frames that have yet to be sealed by the one who writes.</summary>
    internal void TakeFrames(IBufferWriter<byte> destination)
    {
        if (_pong is not { Length: > 0 })
            return;
        destination.Write(_pong.Span);
        _pong.Clear();
    }

    private void WriteLastError(string reason)
    {
        var error = new OctetBuffer();
        CommandWriter.WriteError(error, reason);
        Seal(error.Span, _output);
    }

    private void ThrowIfNotAsked()
    {
        if (Credentials is null)
            throw new InvalidOperationException("Nobody was asked about the peer. Call this once, after Authenticate.");
    }
}
