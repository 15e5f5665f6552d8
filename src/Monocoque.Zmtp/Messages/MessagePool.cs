using System.Diagnostics;

namespace Monocoque.Zmtp;

/// <summary>
/// Recycles slabs in two sizes: small ones for a trickle of messages, large ones for a stream. Counts what is out, so that
/// a builder can stop lending slabs to small messages that are being kept (see <see cref="IsUnderPressure"/>).
/// </summary>
internal sealed class MessagePool(bool poisonReturned = false)
{
    internal const int SmallSlabSize = 4 * 1024;
    internal const int SlabSize = 64 * 1024;

    /// <summary>Entries per slab: enough for 32-octet messages; below that size a slab fills its table first.</summary>
    private const int EntriesPerSmallSlab = 128;
    private const int EntriesPerSlab = 2048;

    /// <summary>Slabs kept for reuse; more than this is garbage. A thousand peers that each say little need a small slab each.</summary>
    private const int KeptSmall = 1024;
    private const int KeptLarge = 64;

    /// <summary>3 MiB in slabs that have not come back, beside what those have who fill one now.</summary>
    private const long PressureThreshold = 48L * SlabSize;

    /// <summary>What the messages in the queue of a busy peer hold, as a multiple of the slab that is being filled for it: no sign that messages are kept.</summary>
    private const int SlabsPerOwner = 16;

    internal const byte Poison = 0xDD;

    private readonly Lock _lock = new();
    private readonly Stack<MessageSlab> _small = new();
    private readonly Stack<MessageSlab> _large = new();
    private long _bytesOut;
    private long _bytesAllowed = PressureThreshold;

#if DEBUG
    /// <summary>The pool of messages made by the program itself.</summary>
    internal static MessagePool Shared { get; } = new(poisonReturned: true);
#else
    /// <summary>The pool of messages made by the program itself.</summary>
    internal static MessagePool Shared { get; } = new();
#endif

    /// <summary>
    /// So much memory is lent out that small messages should be copied instead of holding a slab each. A slab whose messages
    /// were forgotten stays counted until the garbage collector finds it.
    /// </summary>
    internal bool IsUnderPressure => Volatile.Read(ref _bytesOut) > Volatile.Read(ref _bytesAllowed);

    internal long BytesOut => Volatile.Read(ref _bytesOut);

    internal MessageSlab Rent(bool small)
    {
        MessageSlab? slab;
        lock (_lock)
            (small ? _small : _large).TryPop(out slab);
        slab ??= small
            ? new MessageSlab(new byte[SmallSlabSize], EntriesPerSmallSlab, EntriesPerSmallSlab, new Loan(this, SmallSlabSize))
            : new MessageSlab(new byte[SlabSize], EntriesPerSlab, EntriesPerSlab, new Loan(this, SlabSize));
        slab.Loan!.Start();
        return slab;
    }

    /// <summary>A slab for one message above <see cref="SlabSize"/>. Not counted: nobody else shares it, and the array pool takes it back.</summary>
    internal MessageSlab RentLarge(int size, int frames) => MessageSlab.RentLarge(size, frames, poisonReturned);

    internal void Return(MessageSlab slab)
    {
        var array = slab.Array!;
        Debug.Assert(array.Length is SlabSize or SmallSlabSize);
        if (poisonReturned)
            array.AsSpan(0, slab.Position).Fill(Poison);
        slab.Reset();
        slab.Loan!.End();
        var (stack, kept) = array.Length == SmallSlabSize ? (_small, KeptSmall) : (_large, KeptLarge);
        lock (_lock)
        {
            if (stack.Count < kept)
                stack.Push(slab);
        }
    }

    /// <summary>The account of one pooled slab. Its finalizer closes the account of a slab that was collected while it was out.</summary>
    internal sealed class Loan(MessagePool pool, int size)
    {
        private bool _isOut;
        private bool _isOwned;

#pragma warning disable MA0055 // The only way to learn that a slab was collected while it was lent out.
        ~Loan() => End();
#pragma warning restore MA0055

        internal MessagePool Pool => pool;

        internal void Start()
        {
            _isOut = true;
            _isOwned = true;
            Interlocked.Add(ref pool._bytesOut, size);
            Interlocked.Add(ref pool._bytesAllowed, size * SlabsPerOwner);
        }

        /// <summary>Nobody fills the slab any more; its messages may still be there.</summary>
        internal void ReleaseOwner()
        {
            if (!_isOwned)
                return;
            _isOwned = false;
            Interlocked.Add(ref pool._bytesAllowed, -size * SlabsPerOwner);
        }

        internal void End()
        {
            if (!_isOut)
                return;
            _isOut = false;
            ReleaseOwner();
            Interlocked.Add(ref pool._bytesOut, -size);
        }
    }
}
