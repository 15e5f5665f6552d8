using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>Waiting for room without a message in hand.</summary>
internal abstract partial class SocketBase
{
    private readonly WaiterList<bool> _roomWatchers;

    /// <summary>A message that is sent now would not have to wait, as far as can be told without it. False once the socket is closed.</summary>
    internal bool CanSend
    {
        get
        {
            using (EnterGate())
                return CanSendLocked;
        }
    }

    private bool CanSendLocked => !_isClosed && _senders.Count == 0 && HasRoom();

    public ValueTask<bool> WaitToSendAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        Waiter<bool> waiter;
        using (EnterGate())
        {
            if (_isClosed || CanSendLocked)
                return new ValueTask<bool>(!_isClosed);
            waiter = _roomWatchers.Add();
        }
        var task = waiter.Task;
        waiter.CancelWith(cancellationToken);
        return task;
    }

    /// <summary>
    /// As <see cref="SendAsync(ZmqMessage, CancellationToken)"/>, but waits also where the pattern has others try again, and for as long as it takes: for who has nothing
    /// else to do with the message.
    /// </summary>
    internal ValueTask SendPatientlyAsync(in ZmqMessage message)
    {
        Outbox? flush;
        using (EnterGate())
        {
            ThrowIfClosed();
            if (_senders.Count > 0 || !TrySendCore(message, requestId: 0, out flush))
            {
                var waiter = _senders.Add();
                waiter.Message = message;
                return waiter.VoidTask;
            }
        }
        flush?.Flush();
        return default;
    }

    /// <summary>
    /// Whether some peer has room. If not, <see cref="OnPipeWritable"/> or <see cref="OnPipeAdded"/> will come when that changes. The gate is held.
    /// </summary>
    protected virtual bool HasRoom() => true;
}
