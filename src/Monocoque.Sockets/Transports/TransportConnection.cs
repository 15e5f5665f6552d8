using Microsoft.AspNetCore.Connections;

namespace Monocoque.Transports;

/// <summary>The end of a transport connection that we own.</summary>
internal static class TransportConnection
{
    /// <summary>How long a peer may take to accept the last octets that were handed to the transport.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    /// <summary>Lets the transport send what it has, and closes. A peer that does not read is cut off.</summary>
    internal static async Task CloseAsync(ConnectionContext connection, TimeProvider timeProvider)
    {
        var closing = connection.DisposeAsync().AsTask();
        try
        {
            await closing.WaitAsync(s_grace, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            connection.Abort(new ConnectionAbortedException("The peer did not accept the last octets in time."));
            await closing.ConfigureAwait(false);
        }
    }
}
