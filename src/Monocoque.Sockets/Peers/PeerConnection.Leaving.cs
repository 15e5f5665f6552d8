using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Monocoque.Transports;

namespace Monocoque.Peers;

/// <summary>
/// The end that we choose. The system resets a connection that is closed while octets of the peer are unread, or that gets some after, and what the peer was sent and
/// had not read yet is lost: a SUB that cancels a subscription while its PUB closes. So the peer is pinged once more, behind all it was sent, and its answer says
/// that it has read that. See decision 40.
/// </summary>
internal sealed partial class PeerConnection
{
    /// <summary>Longer than any round trip. Who does not answer by then does not read, or knows no PING.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly Version s_pings = new(3, 1);

    private TaskCompletionSource? _farewell;

    /// <summary>The heartbeats' have none.</summary>
    private static ReadOnlySpan<byte> FarewellContext => "farewell"u8;

    /// <summary>Until the answer comes all is read, as it may be behind messages that have no room.</summary>
    private bool IsTakingLeave => Volatile.Read(ref _farewell) is not null;

    /// <summary>
    /// Ends the connection when the handlers have answered what came and the answers have left: for whoever accepted it, a web server that stops. Waits no longer
    /// than the linger for a peer that does not read; the server may end the connection earlier.
    /// </summary>
    internal async Task LeaveAsync()
    {
        await _runtime.FinishHandlersAsync().ConfigureAwait(false);
        await LeaveAsync(_socket is null ? default : new LingerTime(_runtime.Options.TimeProvider, _socket.Linger)).ConfigureAwait(false);
    }

    /// <summary>Ends the connection once what is queued for the peer has left and the peer has read it, or <paramref name="linger"/> is over. Never throws.</summary>
    internal async Task LeaveAsync(LingerTime linger)
    {
        if (Peer is not null && _pipe is { } pipe && linger.Left is var left && left != TimeSpan.Zero)
            await WaitAsync(pipe.Outbox.WhenDrained(), left).ConfigureAwait(false);
        Stop(linger);
    }

    /// <summary>Ends the connection after what it has taken was sent, and once the peer has read that, or <paramref name="linger"/> or our patience is over.</summary>
    internal void Stop(LingerTime linger = default)
    {
        if (linger.Left is var left && left != TimeSpan.Zero && TryBeginFarewell(out var farewell))
            _ = StopAfterAsync(farewell, left == Timeout.InfiniteTimeSpan || left > s_patience ? s_patience : left);
        else
            StopNow();
    }

    private async Task StopAfterAsync(Task farewell, TimeSpan time)
    {
        await WaitAsync(farewell, time).ConfigureAwait(false);
        StopNow();
    }

    /// <summary>Waits for <paramref name="task"/>, the end of the connection, the end of all patience with the socket, or the end of <paramref name="time"/>.</summary>
    private async Task WaitAsync(Task task, TimeSpan time)
    {
        try
        {
            await Task.WhenAny(task, _completion.Task).WaitAsync(time, _runtime.Options.TimeProvider, _socket!.ClosingNow).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // What is left is counted when the pipe is cleared; what has left the transport may give the peer all the same.
        }
    }

    private void StopNow()
    {
        _stopping.TrySetResult();
        _roomWaiter?.RunLater();
        _connection.Transport.Input.CancelPendingRead();
    }

    /// <summary>False: there is nobody to ask, nothing to ask about, or no hope of an answer.</summary>
    private bool TryBeginFarewell([NotNullWhen(true)] out Task? farewell)
    {
        farewell = null;
        if (Peer is not { } peer || !MayPing || peer.ProtocolVersion < s_pings || _socket!.ClosingNow.IsCancellationRequested
            || _pipe is not { } pipe || pipe.Connection != this || !pipe.Outbox.HasSentAll)
            return false;
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = Interlocked.CompareExchange(ref _farewell, answer, null);
        farewell = (asked ?? answer).Task;
        if (asked is not null)
            return true;
        var ping = new ArrayBufferWriter<byte>(32);
        _session.WritePing(ping, _socket.Options.HeartbeatTtlTenths, FarewellContext);
        pipe.Outbox.WriteControl(ping.WrittenSpan);
        _roomWaiter?.RunLater();
        return true;
    }

    private void NoteFarewell()
    {
        if (Volatile.Read(ref _farewell) is { } farewell && _session.PongContext.SequenceEqual(FarewellContext))
            farewell.TrySetResult();
    }
}
