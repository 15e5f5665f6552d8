using Monocoque.Patterns;

namespace Monocoque.Proxies;

/// <summary>
/// One way through a proxy. A message is taken only when there is room for it on the other side and in the capture; both are asked again for each message, so
/// that none is taken too many. The two ways share nothing but the capture and run at the same time.
/// </summary>
internal sealed class ProxyDirection(ProxySide from, ProxySide to, ProxyCapture? capture, Steering steering)
{
    /// <summary>After so many messages in one go others on the thread pool get a turn; libzmq forwards as many before it looks at the other way.</summary>
    private const int BurstSize = 1000;

    private readonly IZmqReceiver _from = (IZmqReceiver)from.Socket;
    private readonly IZmqSender _to = (IZmqSender)to.Socket;
    private readonly SocketBase? _toCore = to.Socket as SocketBase;

    /// <summary>Held from the taking of a message until it was passed on, and for the counters. Nothing waits while it is held.</summary>
    private readonly Lock _turn = new();
    private ProxyCount _count;

    private enum Burst
    {
        /// <summary>Nothing is there, or there is no room for it, or the proxy is paused.</summary>
        Ended,

        /// <summary>There may be more.</summary>
        Full,

        /// <summary>A message was taken and not passed on.</summary>
        Refused,
    }

    internal ProxySide From => from;

    internal ProxySide To => to;

    internal ProxyCount Count
    {
        get
        {
            lock (_turn)
                return _count;
        }
    }

    /// <summary>Forwards until <paramref name="end"/> fires or a socket is closed, which throws.</summary>
    internal async Task RunAsync(CancellationToken end)
    {
        // The caller has other directions to start.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            await steering.WhenActive(end).ConfigureAwait(false);
            if (!await _from.WaitToReceiveAsync(end).ConfigureAwait(false)
                || !await _to.WaitToSendAsync(end).ConfigureAwait(false)
                || (capture is not null && !await capture.WaitForRoomAsync(end).ConfigureAwait(false)))
            {
                throw new ZmqException(ZmqError.Terminated, $"{ProxyFit.Describe(_from)}, {ProxyFit.Describe(_to)} or the capture was closed.");
            }
            switch (Forward(out var refused))
            {
                case Burst.Full:
                    await Task.Yield();
                    break;
                case Burst.Refused:
                    await PassSlowAsync(refused).WaitAsync(end).ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>Returns when no message is between the sockets. For who has just paused the proxy.</summary>
    internal void FinishTurn()
    {
        lock (_turn)
        {
            // Whoever had the turn has ended it.
        }
    }

    private Burst Forward(out ZmqMessage message)
    {
        message = default;
        for (var i = 0; i < BurstSize; i++)
        {
            lock (_turn)
            {
                if (!steering.IsActive || !HasRoom || !_from.TryReceive(out message))
                    return Burst.Ended;
                _count.Taken++;
                _count.TakenOctets += message.Length;
                capture?.Take(message);
                if (!TryPass(message))
                    return Burst.Refused;
            }
        }
        return Burst.Full;
    }

    private bool HasRoom => (_toCore?.CanSend ?? true) && (capture?.HasRoom ?? true);

    /// <summary>False: there was no room after all, and the message is still ours.</summary>
    private bool TryPass(in ZmqMessage message)
    {
        var octets = message.Length;
        try
        {
            if (!_to.TrySend(message))
                return false;
        }
        catch (Exception exception) when (IsFaultOfMessage(exception))
        {
            message.Dispose();
            _count.Refused++;
            return true;
        }
        catch
        {
            message.Dispose();
            _count.Refused++;
            throw;
        }
        _count.Passed++;
        _count.PassedOctets += octets;
        return true;
    }

    /// <summary>
    /// What only the message itself can tell: its very peer is full (STREAM, a mandatory ROUTER, an XPUB that must not drop), or it is larger than the room there was. It
    /// waits in the socket, also when the proxy ends, so that it is not lost.
    /// </summary>
    private async Task PassSlowAsync(ZmqMessage message)
    {
        var octets = message.Length;
        var isPassed = false;
        try
        {
            await _to.SendPatientlyAsync(message).ConfigureAwait(false);
            isPassed = true;
        }
        catch (Exception exception) when (exception is ArgumentException or ZmqException or TimeoutException)
        {
            // A socket that was closed is noticed by whoever still forwards; after the end of the proxy nobody would look at an exception.
            message.Dispose();
        }
        finally
        {
            lock (_turn)
            {
                _count.Passed += isPassed ? 1 : 0;
                _count.PassedOctets += isPassed ? octets : 0;
                _count.Refused += isPassed ? 0 : 1;
            }
        }
    }

    /// <summary>The peer it is for has gone, or the pattern has no shape for what a peer sent. That costs this message and no other.</summary>
    private static bool IsFaultOfMessage(Exception exception) =>
        exception is ArgumentException or ZmqException { Error: ZmqError.HostUnreachable or ZmqError.WouldBlock };
}
