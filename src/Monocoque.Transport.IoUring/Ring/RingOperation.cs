namespace Monocoque.Transport.IoUring.Rings;

/// <summary>What a completion is the end of, or a part of.</summary>
internal enum RingOperation : byte
{
    /// <summary>A wake from another thread, or something whose outcome nobody waits for.</summary>
    None,
    Accept,
    Receive,
    Writable,
    Connect,
    Cancel,
    Wake,
}
