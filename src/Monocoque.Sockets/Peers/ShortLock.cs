using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Monocoque.Peers;

/// <summary>
/// A lock for sections of some ten to some hundred nanoseconds, as there are several for each message. Entering takes one interlocked operation and leaving none,
/// where <see cref="Lock"/> takes one each; who has to wait spins, and then gives its turn to the holder. May be entered again by its holder. Nothing that waits
/// belongs under it.
/// </summary>
[DebuggerDisplay("{_owner == 0 ? \"free\" : \"held by managed thread \" + _owner,nq}")]
internal sealed class ShortLock
{
    /// <summary>A holder that has not come back after so many turns has been kept from running: waiting for it in earnest costs less.</summary>
    private const int TurnsBeforeSleep = 200;

    private int _owner;
    private int _depth;

    /// <summary>Enters; disposing the scope leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Scope Enter()
    {
        var me = Environment.CurrentManagedThreadId;
        if (Interlocked.CompareExchange(ref _owner, me, 0) != 0)
            EnterSlow(me);
        return new Scope(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Exit()
    {
        if (_depth == 0)
            Volatile.Write(ref _owner, 0);
        else
            _depth--;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterSlow(int me)
    {
        // Nobody else writes our own number there.
        if (Volatile.Read(ref _owner) == me)
        {
            _depth++;
            return;
        }
        var wait = default(SpinWait);
        do
        {
            wait.SpinOnce(TurnsBeforeSleep);
        }
        while (Volatile.Read(ref _owner) != 0 || Interlocked.CompareExchange(ref _owner, me, 0) != 0);
    }

    /// <summary>Held until it is disposed, once.</summary>
    internal readonly ref struct Scope
    {
        private readonly ShortLock _lock;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Scope(ShortLock held) => _lock = held;

        /// <summary>Leaves.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Dispose() => _lock.Exit();
    }
}
