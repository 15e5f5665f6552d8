namespace Monocoque.Transport.IoUring.Rings;

/// <summary>
/// The 64 bits a submission carries and its completions bring back: operation (8), generation of the slot (24), slot (32). The generation tells
/// the completion of a slot's former owner from those of its present one.
/// </summary>
internal readonly record struct OperationId(ulong Value)
{
    internal const uint GenerationMask = 0xFF_FFFF;

    internal OperationId(RingOperation operation, uint generation, uint slot)
        : this((ulong)operation << 56 | (ulong)(generation & GenerationMask) << 32 | slot)
    {
    }

    internal RingOperation Operation => (RingOperation)(Value >> 56);

    internal uint Generation => (uint)(Value >> 32) & GenerationMask;

    internal uint Slot => (uint)Value;
}
