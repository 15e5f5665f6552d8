namespace Monocoque.Transport.IoUring.Rings;

/// <summary>What a completion is the end of, or a part of.</summary>
internal enum RingOperation : byte
{
    /// <summary>Something whose outcome nobody waits for.</summary>
    None,
    Accept,
    Receive,
    Writable,
    HangUp,
    Connect,
    Cancel,
    /// <summary>A message from another thread: nothing was submitted for it.</summary>
    Wake,
    /// <summary>The eventfd that wakes where messages cannot.</summary>
    Signal,
}
