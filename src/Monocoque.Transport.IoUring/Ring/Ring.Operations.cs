using System.Buffers;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>The operations, prepared here and handed to the kernel with the next enter.</summary>
internal sealed partial class Ring
{
    private const uint CloseOnExec = 0x80000;
    private const uint PollIn = 1;
    private const uint PollOut = 4;
    private const uint PollPeerEnd = 0x2000;

    /// <summary>Accepts connections until cancelled or failed. Each completion is a descriptor.</summary>
    internal void Accept(int socket, OperationId id)
    {
        ref var entry = ref Next(IoUringConstants.OpAccept, socket, id);
        entry.IoPriority = IoUringConstants.AcceptMultishot;
        entry.OperationFlags = CloseOnExec;
    }

    /// <summary>
    /// Receives until the end, an error, a cancel or an empty <paramref name="buffers"/>. Polling first means that arming needs no free buffer:
    /// an idle connection holds none. Without <paramref name="isMultishot"/> it is over with the first completion.
    /// </summary>
    internal void Receive(int socket, BufferRing buffers, OperationId id, bool isMultishot = true)
    {
        ref var entry = ref Next(IoUringConstants.OpReceive, socket, id);
        entry.Flags = IoUringConstants.EntryBufferSelect;
        entry.IoPriority = IoUringConstants.ReceivePollFirst;
        if (isMultishot)
            entry.IoPriority |= IoUringConstants.ReceiveMultishot;
        entry.BufferGroup = buffers.GroupId;
    }

    /// <summary>Completes once when the socket takes data again, or has failed.</summary>
    internal void PollWritable(int socket, OperationId id) =>
        Next(IoUringConstants.OpPollAdd, socket, id).OperationFlags = PollFlags(PollOut);

    /// <summary>Completes once when the peer has ended or reset the connection, or we have.</summary>
    internal void PollHangUp(int socket, OperationId id) =>
        Next(IoUringConstants.OpPollAdd, socket, id).OperationFlags = PollFlags(PollPeerEnd);

    /// <summary>Completes each time the descriptor becomes readable.</summary>
    internal void PollReadable(int file, OperationId id)
    {
        ref var entry = ref Next(IoUringConstants.OpPollAdd, file, id);
        entry.Length = IoUringConstants.PollMultishot;
        entry.OperationFlags = PollFlags(PollIn);
    }

    /// <summary>Connects. The caller keeps <paramref name="address"/> pinned until the completion.</summary>
    internal unsafe void Connect(int socket, in MemoryHandle address, int length, OperationId id)
    {
        // Sound: the pointer is only handed on, and the handle that keeps it valid outlives the operation by contract.
        ref var entry = ref Next(IoUringConstants.OpConnect, socket, id);
        entry.Address = (ulong)address.Pointer;
        entry.Offset = (ulong)length;
    }

    /// <summary>Asks to end <paramref name="target"/>. It may still complete with success: only its own last completion tells.</summary>
    internal void Cancel(OperationId target) =>
        Next(IoUringConstants.OpAsyncCancel, -1, new OperationId(RingOperation.Cancel, 0, 0)).Address = target.Value;

    /// <summary>Asks to end everything.</summary>
    internal void CancelEverything() =>
        Next(IoUringConstants.OpAsyncCancel, -1, new OperationId(RingOperation.Cancel, 0, 0)).OperationFlags =
            IoUringConstants.CancelAll | IoUringConstants.CancelAny;

    private ref SubmissionEntry Next(byte opcode, int file, OperationId id)
    {
        // A full queue is emptied by the kernel at once, unless it lacks memory or room for completions; then entering again must help.
        while (_submissions.IsFull)
            Submit();
        InFlight++;
        ref var entry = ref _submissions.Next();
        entry.Opcode = opcode;
        entry.FileDescriptor = file;
        entry.UserData = id.Value;
        return ref entry;
    }

    // The 32-bit field is two half-words in the order of a little-endian machine.
    private static uint PollFlags(uint events) => BitConverter.IsLittleEndian ? events : events << 16;
}
