using System.Diagnostics.CodeAnalysis;

namespace Monocoque.Peers;

/// <summary>Waiting callers in the order of their calls. All members but <see cref="Remove"/> and <see cref="Return"/> are called under the owner's lock.</summary>
/// <param name="ownersGate">The lock.</param>
/// <param name="onRemoved">Called under it when a waiter has left out of turn, for who waits behind it.</param>
internal sealed class WaiterList<T>(ShortLock ownersGate, Action? onRemoved = null)
{
    private const int Kept = 16;

    private readonly LinkedList<Waiter<T>> _waiting = new();
    private readonly Stack<Waiter<T>> _free = new();

    internal int Count => _waiting.Count;

    internal bool Any(Func<Waiter<T>, bool> condition) => _waiting.Any(condition);

    internal Waiter<T> Add()
    {
        if (!_free.TryPop(out var waiter))
            waiter = new Waiter<T>(this);
        _waiting.AddLast(waiter.Node);
        return waiter;
    }

    internal bool TryPeek([NotNullWhen(true)] out Waiter<T>? waiter)
    {
        waiter = _waiting.First?.Value;
        return waiter is not null;
    }

    /// <summary>Takes the first waiter out; the caller completes it.</summary>
    internal bool TryTake([NotNullWhen(true)] out Waiter<T>? waiter)
    {
        if (!TryPeek(out waiter))
            return false;
        _waiting.RemoveFirst();
        return true;
    }

    internal void CompleteAll(T result)
    {
        while (TryTake(out var waiter))
            waiter.SetResult(result);
    }

    internal void FailAll(Exception exception)
    {
        while (TryTake(out var waiter))
            waiter.SetException(exception);
    }

    /// <summary>Takes one waiter out of the middle; false if it was taken before.</summary>
    internal bool Remove(Waiter<T> waiter)
    {
        using (ownersGate.Enter())
        {
            if (waiter.Node.List is null)
                return false;
            _waiting.Remove(waiter.Node);
            onRemoved?.Invoke();
            return true;
        }
    }

    internal void Return(Waiter<T> waiter)
    {
        using (ownersGate.Enter())
        {
            if (_free.Count < Kept)
                _free.Push(waiter);
        }
    }
}
