using System.Threading.Tasks.Sources;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// Whoever waits for one end of a pipe; there is at most one. All but <see cref="Wakeup"/> is called under the lock of that end, so that nothing of
/// the application runs under it.
/// </summary>
internal struct PipeWaiter
{
    private Wakeup _wakeup;
    private TokenWatch? _watch;
    private short _version;

    /// <summary>Whether what is waited for has yet to happen.</summary>
    internal bool IsPending { get; private set; }

    /// <summary>Begins to wait.</summary>
    /// <returns>The token of the value task.</returns>
    internal short Begin(Action<object?> onCancelled, object owner, CancellationToken token)
    {
        if (IsPending)
            throw new InvalidOperationException("Two calls wait for the same end of a pipe. Await the first before making the second.");
        IsPending = true;
        _version++;
        if (token.CanBeCanceled)
            (_watch ??= new TokenWatch()).Begin(onCancelled, owner, token);
        return _version;
    }

    /// <summary>It has happened.</summary>
    /// <returns>What is to be run, outside the lock; nothing if nobody has asked yet.</returns>
    internal Wakeup Complete()
    {
        IsPending = false;
        var wakeup = _wakeup;
        _wakeup = default;
        return wakeup;
    }

    /// <summary>The caller's token wants no more waiting.</summary>
    internal Wakeup Cancel()
    {
        if (!IsPending)
            return default;
        _watch!.IsCancelled = true;
        return Complete();
    }

    internal readonly ValueTaskSourceStatus GetStatus(short version)
    {
        Verify(version);
        return IsPending ? ValueTaskSourceStatus.Pending : ValueTaskSourceStatus.Succeeded;
    }

    /// <returns>What is to be run, outside the lock, because it has happened already.</returns>
    internal Wakeup OnCompleted(Action<object?> continuation, object? state, short version, ValueTaskSourceOnCompletedFlags flags)
    {
        Verify(version);
        var wakeup = flags.HasFlag(ValueTaskSourceOnCompletedFlags.FlowExecutionContext)
            ? Wakeup.InContext(continuation, state)
            : new Wakeup(continuation, state);
        if (!IsPending)
            return wakeup;
        _wakeup = wakeup;
        return default;
    }

    /// <summary>Ends the wait. The registration is to be disposed outside the lock, because that may wait for a callback that takes it.</summary>
    /// <exception cref="OperationCanceledException">The caller's token ended it.</exception>
    internal CancellationTokenRegistration End(short version)
    {
        Verify(version);
        if (IsPending)
            throw new InvalidOperationException("The result is not there yet.");
        return _watch?.End() ?? default;
    }

    private readonly void Verify(short version)
    {
        if (version != _version)
            throw new InvalidOperationException("A value task is awaited once.");
    }

    /// <summary>The caller's token. Apart, because most who wait have none and many wait.</summary>
    private sealed class TokenWatch
    {
        private CancellationToken _token;
        private CancellationTokenRegistration _registration;

        internal bool IsCancelled { get; set; }

        internal void Begin(Action<object?> onCancelled, object owner, CancellationToken token)
        {
            _token = token;
            _registration = token.UnsafeRegister(onCancelled, owner);
        }

        internal CancellationTokenRegistration End()
        {
            var registration = _registration;
            _registration = default;
            var token = _token;
            _token = default;
            if (!IsCancelled)
                return registration;
            IsCancelled = false;
            throw new OperationCanceledException(token);
        }
    }
}
