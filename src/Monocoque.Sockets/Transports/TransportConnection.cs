using Microsoft.AspNetCore.Connections;
using Monocoque.Patterns;

namespace Monocoque.Transports;

/// <summary>The end of a transport connection that we own.</summary>
internal static class TransportConnection
{
    /// <summary>How long a peer may take at least to accept the last octets that were handed to the transport.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Lets the transport send what it has, for what is left of a linger but some grace at least, and closes. A peer that does not read is cut off.
    /// Never throws.
    /// </summary>
    internal static async Task CloseAsync(ConnectionContext connection, SocketBase socket, LingerTime linger)
    {
        try
        {
            var closing = connection.DisposeAsync().AsTask();
            if (await EndsWithinAsync(closing, linger.Left, socket, socket.ClosingNow).ConfigureAwait(false)
                || await EndsWithinAsync(closing, s_grace, socket, CancellationToken.None).ConfigureAwait(false))
                return;
            connection.Abort(new ConnectionAbortedException("The peer did not accept the last octets in time."));
            await closing.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            socket.Runtime.ConnectionLog.ConnectionFaulted(connection.ConnectionId, exception);
            socket.Events.Publish(ZmqEventKind.CloseFailed, address: null, error: exception, connection: connection);
        }
    }

    private static async Task<bool> EndsWithinAsync(Task closing, TimeSpan time, SocketBase socket, CancellationToken cancellationToken)
    {
        try
        {
            await closing.WaitAsync(time, socket.Runtime.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // It may have ended at the same moment.
            return closing.IsCompletedSuccessfully;
        }
    }
}
