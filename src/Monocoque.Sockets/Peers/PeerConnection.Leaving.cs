namespace Monocoque.Peers;

/// <summary>The end that whoever accepted the connection asks for: a web server that stops.</summary>
internal sealed partial class PeerConnection
{
    /// <summary>
    /// Ends the connection when the handlers have answered what came and the answers have left. Waits no longer than the linger for a peer that does not read;
    /// the server may end the connection earlier.
    /// </summary>
    internal async Task LeaveAsync()
    {
        await _runtime.FinishHandlersAsync().ConfigureAwait(false);
        try
        {
            if (Peer is not null && _pipe is { } pipe)
                await Task.WhenAny(pipe.Outbox.WhenDrained(), _stopping.Task).WaitAsync(_socket!.Linger, _runtime.Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is left is counted when the pipe is cleared.
        }
        Stop();
    }
}
