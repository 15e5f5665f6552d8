using Microsoft.Win32.SafeHandles;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>
/// The descriptor of a ring: entered by its thread through the registered index (which spares the kernel a look-up), woken by any thread. The
/// handle is counted, so that a late wake never reaches a descriptor that has taken its number.
/// </summary>
internal sealed class RingDescriptor : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly int _file;
    private int _registered = -1;

    internal RingDescriptor(int file)
    {
        _file = file;
        _handle = new SafeFileHandle(file, ownsHandle: true);
    }

    internal void RegisterWithThread()
    {
        var update = new ResourceUpdate { Offset = uint.MaxValue, Data = (ulong)_file };
        if (IoUringSyscalls.Register(_file, IoUringConstants.RegisterRingDescriptors, ref update, 1) == 1)
            _registered = (int)update.Offset;
    }

    internal int Enter(uint submit, uint minimum, uint flags, TimeSpan? timeout)
    {
        var ring = _file;
        if (_registered >= 0)
        {
            ring = _registered;
            flags |= IoUringConstants.EnterRegisteredRing;
        }
        return timeout is { } time ? IoUringSyscalls.Enter(ring, submit, minimum, flags, time) : IoUringSyscalls.Enter(ring, submit, minimum, flags);
    }

    internal int Register<T>(uint operation, ref T argument, uint count)
        where T : unmanaged => IoUringSyscalls.Register(_file, operation, ref argument, count);

    /// <summary>Posts a completion into the ring, from any thread. Works from kernel 6.13.</summary>
    /// <returns>Whether it was posted, or the ring has ended.</returns>
    internal bool TryPost(OperationId id)
    {
        var counted = false;
        try
        {
            _handle.DangerousAddRef(ref counted);
            var entry = new SubmissionEntry { Opcode = IoUringConstants.OpMessageRing, FileDescriptor = _file, Offset = id.Value };
            return IoUringSyscalls.Register(-1, IoUringConstants.RegisterSendMessageRing, ref entry, 1) >= 0;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
        finally
        {
            if (counted)
                _handle.DangerousRelease();
        }
    }

    public void Dispose()
    {
        if (_registered >= 0)
        {
            var update = new ResourceUpdate { Offset = (uint)_registered };
            _ = IoUringSyscalls.Register(_file, IoUringConstants.UnregisterRingDescriptors, ref update, 1);
            _registered = -1;
        }
        _handle.Dispose();
    }
}
