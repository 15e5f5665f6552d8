using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Interop;

/// <summary><c>struct io_uring_sqe</c>, 64 bytes. Only the fields this transport uses have a name; the others stay zero.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct SubmissionEntry
{
    [FieldOffset(0)] internal byte Opcode;
    [FieldOffset(1)] internal byte Flags;
    [FieldOffset(2)] internal ushort IoPriority;
    [FieldOffset(4)] internal int FileDescriptor;
    [FieldOffset(8)] internal ulong Offset;
    [FieldOffset(16)] internal ulong Address;
    [FieldOffset(24)] internal uint Length;
    [FieldOffset(28)] internal uint OperationFlags;
    [FieldOffset(32)] internal ulong UserData;
    [FieldOffset(40)] internal ushort BufferGroup;
}

/// <summary><c>struct io_uring_cqe</c>, 16 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct CompletionEntry
{
    [FieldOffset(0)] internal ulong UserData;
    [FieldOffset(8)] internal int Result;
    [FieldOffset(12)] internal uint Flags;
}

/// <summary><c>struct io_sqring_offsets</c>, 40 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SubmissionOffsets
{
    internal uint Head, Tail, RingMask, RingEntries, Flags, Dropped, Array, Reserved;
    internal ulong UserAddress;
}

/// <summary><c>struct io_cqring_offsets</c>, 40 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CompletionOffsets
{
    internal uint Head, Tail, RingMask, RingEntries, Overflow, Entries, Flags, Reserved;
    internal ulong UserAddress;
}

/// <summary><c>struct io_uring_params</c>, 120 bytes: in with sizes and flags, out with the layout of the mapping.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SetupParameters
{
    internal uint SubmissionEntries, CompletionEntries, Flags, ThreadCpu, ThreadIdle, Features, WorkQueueFd;
    internal uint Reserved0, Reserved1, Reserved2;
    internal SubmissionOffsets Submission;
    internal CompletionOffsets Completion;
}

/// <summary><c>struct io_uring_getevents_arg</c>, 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WaitArgument
{
    internal ulong SignalMask;
    internal uint SignalMaskSize, MinWaitMicroseconds;
    internal ulong Timeout;
}

/// <summary><c>struct __kernel_timespec</c>, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelTimespec
{
    internal long Seconds, Nanoseconds;
}

/// <summary><c>struct io_uring_rsrc_update</c>, 16 bytes: how a ring's own descriptor is registered.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceUpdate
{
    internal uint Offset, Reserved;
    internal ulong Data;
}

/// <summary><c>struct io_uring_buf_reg</c>, 40 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BufferRegistration
{
    internal ulong RingAddress;
    internal uint RingEntries;
    internal ushort GroupId, Flags;
    internal ulong Reserved0, Reserved1, Reserved2;
}

/// <summary><c>struct io_uring_buf</c>, 16 bytes. The last two bytes of entry 0 are the ring's tail: never write the whole struct there.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct BufferEntry
{
    [FieldOffset(0)] internal ulong Address;
    [FieldOffset(8)] internal uint Length;
    [FieldOffset(12)] internal ushort Id;
    [FieldOffset(14)] internal ushort Tail;
}
