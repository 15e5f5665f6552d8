using System.Buffers;

namespace Monocoque.Zmtp;

/// <summary>Skeleton: the public shape other layers compile against.</summary>
public sealed class ZmtpSession : IDisposable
{
    /// <summary>Starts a session; the first octets of our greeting are output at once.</summary>
    public ZmtpSession(ZmtpSessionOptions options) => throw new NotSupportedException();

    internal ZmtpSession(ZmtpSessionOptions options, MessagePool pool) => throw new NotSupportedException();

    /// <summary>True from HandshakeCompleted until the end.</summary>
    public bool IsReady => throw new NotSupportedException();

    /// <summary>The peer as its READY described it; null before.</summary>
    public ZmqPeer? Peer => throw new NotSupportedException();

    /// <summary>Replaces the description, e.g. by one with addresses and the routing id, before the first message is read.</summary>
    public void SetPeer(ZmqPeer peer) => throw new NotSupportedException();

    /// <summary>The topic of the last Subscribe or Cancel event.</summary>
    public ReadOnlySpan<byte> Topic => throw new NotSupportedException();

    /// <summary>Why the session failed.</summary>
    public ZmtpError Error => throw new NotSupportedException();

    /// <summary>Words about the failure for a log: printable ASCII, no payload.</summary>
    public string? ErrorReason => throw new NotSupportedException();

    /// <summary>Octets wait in the session's output (greeting, READY, ERROR, PONG).</summary>
    public bool HasOutput => throw new NotSupportedException();

    /// <summary>Moves the output to <paramref name="destination"/>.</summary>
    public void TakeOutput(IBufferWriter<byte> destination) => throw new NotSupportedException();

    /// <summary>Consumes input up to the next event.</summary>
    public ZmtpEvent Read(ref ReadOnlySpan<byte> input, out ZmqMessage message) => throw new NotSupportedException();

    /// <summary>Answers SelectSocket: this is the socket.</summary>
    public void Select(ZmtpSessionOptions options) => throw new NotSupportedException();

    /// <summary>Answers SelectSocket: ERROR with <paramref name="reason"/>, then Failed.</summary>
    public void Refuse(string reason) => throw new NotSupportedException();

    /// <summary>Writes a subscription in the form this peer understands (a command for 3.1, a message for 3.0).</summary>
    public void WriteSubscription(IBufferWriter<byte> destination, ReadOnlySpan<byte> topic, bool subscribe) => throw new NotSupportedException();

    /// <summary>Writes a PING; <paramref name="ttl"/> in tenths of a second.</summary>
    public void WritePing(IBufferWriter<byte> destination, ushort ttl, ReadOnlySpan<byte> context) => throw new NotSupportedException();

    /// <summary>Tells the session that no input is waiting, so that it can let go of memory.</summary>
    public void Idle() => throw new NotSupportedException();

    /// <summary>Drops a message under construction and returns its memory.</summary>
    public void Dispose() => throw new NotSupportedException();
}
