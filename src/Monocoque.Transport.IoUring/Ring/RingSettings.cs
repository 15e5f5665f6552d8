namespace Monocoque.Transport.IoUring.Rings;

/// <summary>The sizes of one ring. Powers of two.</summary>
internal readonly record struct RingSettings(int SubmissionEntries, int CompletionEntries, int BufferCount, int BufferSize);
