using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Loop;

/// <summary>Whoever has operations on a ring. All is called on the ring's thread.</summary>
internal interface ICompletionTarget
{
    /// <summary>A completion of one of its operations.</summary>
    void OnCompletion(in Completion completion);

    /// <summary>Everything that had completed was delivered, after <see cref="RingThread.AtEndOfBatch"/> asked for this.</summary>
    void OnBatchEnd();

    /// <summary>The ring ends: end all operations, then leave the table.</summary>
    void OnRingEnding();

    /// <summary>The ring is gone with operations in flight, of which no completion will come: end without them. Only after a failure.</summary>
    void OnRingLost();
}
