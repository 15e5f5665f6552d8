using System.Threading.Tasks.Sources;

namespace Monocoque.Peers;

/// <summary>
/// One caller that waits for a message, for room, or for a sign. Lives in a <see cref="WaiterList{T}"/>; reused after its result was taken.
/// The list's owner completes it under the owner's lock; continuations never run there.
/// </summary>
internal sealed class Waiter<T> : IValueTaskSource<T>, IValueTaskSource
{
    private readonly WaiterList<T> _list;
    private ManualResetValueTaskSourceCore<T> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellationToken;

    internal Waiter(WaiterList<T> list) => _list = list;

    /// <summary>What a waiting sender wants to send.</summary>
    internal ZmqMessage Message { get; set; }

    /// <summary>What correlates the reply to that message; 0: nothing.</summary>
    internal uint RequestId { get; set; }

    internal LinkedListNode<Waiter<T>> Node => field ??= new LinkedListNode<Waiter<T>>(this);

    internal ValueTask<T> Task => new(this, _core.Version);

    internal ValueTask VoidTask => new(this, _core.Version);

    /// <summary>Call after the owner's lock was left: a token that has fired already cancels at once.</summary>
    internal void CancelWith(CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static state => ((Waiter<T>)state!).Cancel(), this);
    }

    internal void SetResult(T result) => _core.SetResult(result);

    internal void SetException(Exception exception) => _core.SetException(exception);

    T IValueTaskSource<T>.GetResult(short token) => GetResult(token);

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private T GetResult(short token)
    {
        // Who asks too early, or twice, must not give the waiter back while it is somebody's.
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
            throw new InvalidOperationException("The wait is not over: await it, or make a task of it with AsTask first.");
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            // Waits for a cancellation that is running: only then nobody else can reach this waiter.
            _registration.Dispose();
            _registration = default;
            _cancellationToken = default;
            Message = default;
            _core.Reset();
            _list.Return(this);
        }
    }

    private void Cancel()
    {
        if (_list.Remove(this))
            _core.SetException(new OperationCanceledException(_cancellationToken));
    }
}
