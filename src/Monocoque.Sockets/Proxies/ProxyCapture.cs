using Monocoque.Patterns;

namespace Monocoque.Proxies;

/// <summary>Where shares of all that is forwarded go. Both directions use it.</summary>
internal sealed class ProxyCapture(IZmqSender socket, bool dropsWhenFull)
{
    private readonly SocketBase? _core = socket as SocketBase;
    private long _dropped;

    internal IZmqSender Socket => socket;

    /// <summary>Messages that went by uncaptured.</summary>
    internal long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Whether a message may be forwarded, as far as the capture is concerned.</summary>
    internal bool HasRoom => dropsWhenFull || (_core?.CanSend ?? true);

    /// <summary>Waits until <see cref="HasRoom"/>; false once the socket is closed.</summary>
    internal ValueTask<bool> WaitForRoomAsync(CancellationToken cancellationToken) =>
        dropsWhenFull ? new ValueTask<bool>(true) : socket.WaitToSendAsync(cancellationToken);

    /// <summary>Captures a message that is about to go on; it stays the caller's.</summary>
    /// <exception cref="ZmqException">The socket is closed.</exception>
    internal void Take(in ZmqMessage message)
    {
        if (dropsWhenFull && _core is { CanSend: false })
        {
            Interlocked.Increment(ref _dropped);
            return;
        }
        var share = message.Share();
        try
        {
            if (socket.TrySend(share))
                return;
        }
        catch
        {
            share.Dispose();
            throw;
        }
        if (dropsWhenFull)
            Drop(share);
        else
            _ = SendSlowAsync(share);
    }

    /// <summary>Somebody took the room in between: it waits in the socket, and there is no room for another until it is gone.</summary>
    private async Task SendSlowAsync(ZmqMessage share)
    {
        try
        {
            await socket.SendPatientlyAsync(share).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ZmqException or TimeoutException or ObjectDisposedException)
        {
            Drop(share);
        }
    }

    private void Drop(in ZmqMessage share)
    {
        share.Dispose();
        Interlocked.Increment(ref _dropped);
    }
}
