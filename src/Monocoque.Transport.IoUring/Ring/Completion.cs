using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>A completion, copied out of the queue: callbacks may submit and let the kernel overwrite the entry.</summary>
internal readonly record struct Completion(OperationId Id, int Result, uint Flags)
{
    /// <summary>Whether the operation goes on; without it this is its last completion, whatever the result.</summary>
    internal bool HasMore => (Flags & IoUringConstants.CompletionHasMore) != 0;

    /// <summary>Whether a provided buffer came along, which must be returned.</summary>
    internal bool HasBuffer => (Flags & IoUringConstants.CompletionHasBuffer) != 0;

    internal ushort BufferId => (ushort)(Flags >> IoUringConstants.CompletionBufferShift);
}
