namespace Monocoque.Transport.IoUring.Rings;

/// <summary>The sizes of one ring. Powers of two.</summary>
internal readonly record struct RingSettings(int SubmissionEntries, int CompletionEntries, int BufferCount, int BufferSize)
{
    /// <summary>Whether wakes go through an eventfd even where the ring could be sent a message. For tests: it is what older kernels do.</summary>
    internal bool PrefersEventDescriptor { get; init; }
}
