using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Peers;

/// <summary>Time: how long the handshake may take, whether the peer still lives, and whether it goes on with what it has begun.</summary>
internal sealed partial class PeerConnection
{
    private readonly PeerLiveness _liveness;

    /// <summary>Made when the peer first keeps us waiting in the middle of a message; most never do for long enough to be looked at.</summary>
    private StallWatch? _stall;

    /// <summary>When octets came last, if the peer is watched; for tests.</summary>
    internal TimeSpan LastSign => _liveness.LastReceived;

    /// <summary>For tests.</summary>
    internal StallWatch? Stall => _stall;

    /// <summary>Whether the reader does not wait for room; for tests.</summary>
    internal bool IsReading => _liveness.IsReading;

    /// <summary>Steps in which the connection took octets of ours.</summary>
    internal long SentProgress => _pipe!.Outbox.Progress;

    /// <summary>Commands, a PING among them, have not been taken by the connection yet.</summary>
    internal bool HasUnsentControl => _pipe!.Outbox.ControlBacklog > 0;

    /// <summary>When this deadline passes the peer's handshake was too slow; it began with the accept, before any middleware.</summary>
    internal TimeSpan? HandshakeDue { get; init; }

    internal void SendPing()
    {
        // The pipe of a connection we make may have the next connection already.
        if (_pipe!.Connection != this)
            return;
        var ping = new ArrayBufferWriter<byte>(16);
        _session.WritePing(ping, _socket!.Options.HeartbeatTtlTenths, context: default);
        _pipe.Outbox.WriteControl(ping.WrittenSpan, MostPongs);
    }

    /// <summary>Called by the timer.</summary>
    internal void OnDead(Exception reason, bool isHandshakeDone)
    {
        if (!isHandshakeDone && Peer is not null)
            return;
        if (isHandshakeDone)
            _socket!.Counters.AddHeartbeatTimeout();
        Abort(reason);
    }

    /// <summary>Called by the timer.</summary>
    internal void OnStalled(TimeSpan timeout) => Abort(new StalledMessageException(timeout));

    /// <summary>Who watches over the messages of the peer; null: nobody is to.</summary>
    private StallWatch? GetStallWatch()
    {
        var timeout = _socket!.Options.StalledMessageTimeout;
        return _stall ??= timeout == Timeout.InfiniteTimeSpan ? null : new StallWatch(this, _runtime.Deadlines, timeout);
    }

    private void ExpectHandshake()
    {
        if (HandshakeDue is { } due)
        {
            _liveness.ExpectHandshake(due);
            return;
        }
        var timeout = _socket?.Options.HandshakeTimeout ?? _runtime.HandshakeTimeout;
        if (timeout != Timeout.InfiniteTimeSpan)
            _liveness.ExpectHandshake(_runtime.Deadlines.Now + timeout);
    }

    /// <summary>
    /// Not what speaks no ZMTP or lives in this process, and not a RADIO: the DISH of libzmq ends a connection that carries any command but JOIN and LEAVE.
    /// </summary>
    private bool MayPing => !IsRaw && _lane is null && _session.TakesPings && !HeartbeatUse.IsOverWebSocketOnly(_socket!.Type);

    private void BeginHeartbeat()
    {
        var options = _socket!.Options;
        // An endpoint of the web server leads here without an address of ours, at which it were refused.
        if (options.HeartbeatInterval != TimeSpan.Zero && HeartbeatUse.IsOverWebSocketOnly(_socket.Type) && _webSocket is null && _lane is null)
            _runtime.Log.OptionNotApplied(_socket.Name, Id, nameof(options.HeartbeatInterval), HeartbeatUse.Reason);
        var interval = MayPing ? options.HeartbeatInterval : TimeSpan.Zero;
        _liveness.Begin(interval, options.HeartbeatTimeout ?? interval);
    }
}
