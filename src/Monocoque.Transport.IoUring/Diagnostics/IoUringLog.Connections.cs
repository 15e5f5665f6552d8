using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Monocoque.Transport.IoUring.Diagnostics;

/// <summary>A connection's id is made when first asked for, so it is asked for only when it is written.</summary>
internal sealed partial class IoUringLog
{
    internal void Paused(ConnectionContext connection)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
            PausedCore(connection.ConnectionId);
    }

    internal void Resumed(ConnectionContext connection)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
            ResumedCore(connection.ConnectionId);
    }

    internal void ReadFin(ConnectionContext connection)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
            ReadFinCore(connection.ConnectionId);
    }

    internal void WriteFin(ConnectionContext connection, string reason)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
            WriteFinCore(connection.ConnectionId, reason);
    }

    internal void WriteRst(ConnectionContext connection, string reason)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
            WriteRstCore(connection.ConnectionId, reason);
    }

    internal void Failed(ConnectionContext connection, Exception exception)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
            FailedCore(connection.ConnectionId, exception);
    }

    internal void Reset(ConnectionContext connection)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
            ResetCore(connection.ConnectionId);
    }
}
