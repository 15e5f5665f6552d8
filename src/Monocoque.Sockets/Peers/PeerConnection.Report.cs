using Monocoque.Monitoring;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>What the log, the counters and the monitors learn when a connection ends.</summary>
internal sealed partial class PeerConnection
{
    /// <summary>TLS 1.3 is done for the client before the server has looked at its certificate, and not every server says what it finds.</summary>
    private const string TlsRefusal = "So does a server that does not take our certificate, or takes nobody without one.";

    private void ReportHandshakeFailure(Exception? error)
    {
        if (IsStopping && error is null)
            return;
        var unauthorized = _unauthorized;
        var reason = (unauthorized is null ? null : _verdict.Reason) ?? DescribeEnd(error) ?? "The peer closed the connection.";
        (_socket?.Counters ?? _runtime.Counters).AddHandshakeFailed();
        _runtime.Metrics.EndHandshake(_handshakeStarted, _socket, _address, DescribeFailure(error));
        var isDenial = _session.Error == ZmtpError.AuthenticationFailed;
        if (unauthorized is { } failure)
            ReportUnauthorized(failure);
        else if (isDenial)
            ReportDenial();
        else if (IsDenied && IsConnector)
            _runtime.ConnectionLog.Denied(_socket!.Name, _address!, reason);
        else if (_session.Error == ZmtpError.RefusedByPeer && IsConnector)
            _runtime.ConnectionLog.RefusedByPeer(_socket!.Name, _address!, reason);
        else if (IsConnector && _connection is TlsConnection && _session.Error == ZmtpError.None && error is null or IOException)
            _runtime.ConnectionLog.NoTls(_socket!.Name, _address!, $"{reason} {TlsRefusal}");
        else
            _runtime.ConnectionLog.HandshakeFailed(Id, RemoteEndPoint, _socket?.Name ?? "(undecided)", reason);
        var fault = isDenial ? _verdict.Fault : null;
        var status = fault is not null ? null : isDenial ? (int)_verdict.Status : ProtocolErrors.FindStatus(_session.Error, _session.ErrorReason);
        var kind = (unauthorized, status) switch
        {
            (not null, _) => ZmqEventKind.AuthorizationFailed,
            (_, null) => ZmqEventKind.HandshakeFailed,
            _ => ZmqEventKind.AuthenticationFailed,
        };
        _socket?.Events.Publish(
            kind, _address, peer: null,
            error ?? fault ?? (Exception)new ZmtpProtocolException(_session.Error, reason), _connection, statusCode: status);
    }

    private void ReportDisconnect(Exception? error)
    {
        var socket = _socket!;
        socket.Counters.AddConnection(-1);
        Exception? cause = error;
        if (_session.Error != ZmtpError.None)
            cause = new ZmtpProtocolException(_session.Error, _session.ErrorReason ?? _session.Error.ToString());
        if (cause is ZmtpProtocolException)
        {
            socket.Counters.AddProtocolError();
            _runtime.ConnectionLog.ProtocolError(Id, RemoteEndPoint, socket.Name, cause.Message);
        }
        else if (cause is StalledMessageException)
        {
            socket.Counters.AddMessageTimeout();
            _runtime.ConnectionLog.MessageStalled(Id, RemoteEndPoint, socket.Name, cause.Message);
        }
        else
        {
            _runtime.ConnectionLog.Disconnected(Id, RemoteEndPoint, socket.Name, error?.Message ?? "closed");
        }
        socket.Events.Publish(ZmqEventKind.Disconnected, _address, Peer, cause, _connection);
    }

    /// <summary>One of a few words, for a tag.</summary>
    private string DescribeFailure(Exception? error) =>
        _verdict.Fault is { } fault ? fault.Error.ToString()
        : _session.Error != ZmtpError.None ? _session.Error.ToString()
        : _refusal is not null ? "NoPlace" : error?.GetType().FullName ?? "Closed";

    private string? DescribeEnd(Exception? error) =>
        _session.Error != ZmtpError.None ? _session.ErrorReason ?? _session.Error.ToString() : _refusal ?? error?.Message;
}
