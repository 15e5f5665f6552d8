using System.Runtime.InteropServices;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>Finds out whether rings can be used here, and if not, why and what to change.</summary>
internal static class RingProbe
{
    private const string DisabledSetting = "/proc/sys/kernel/io_uring_disabled";

    /// <summary>Nothing when rings of these sizes work; else the reason, as a sentence for whoever runs the server.</summary>
    internal static string? FindObstacle(RingSettings settings)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
            return "io_uring exists on Linux only, and this transport on x64 and arm64 only.";
        try
        {
            using var ring = Ring.Create(settings.SubmissionEntries, settings.CompletionEntries);
            using var buffers = new BufferRing(ring.Descriptor, 0, settings.BufferCount, settings.BufferSize);
            return RingSelfTest.Passes(ring, buffers) ? null : "The kernel's io_uring lacks multishot receive with provided buffers; Linux 6.1 or newer is needed.";
        }
        catch (RingException exception)
        {
            return Explain(exception, ReadDisabledSetting());
        }
    }

    /// <summary>Puts an error and the kernel's switch (<c>kernel.io_uring_disabled</c>) into words.</summary>
    internal static string Explain(RingException exception, string? disabledSetting) => exception.Error switch
    {
        Errno.ENOSYS => "The kernel has no io_uring, or a seccomp filter hides it. Use Linux 6.1 or newer, and a seccomp profile that allows io_uring_setup, io_uring_enter and io_uring_register.",
        Errno.EPERM or Errno.EACCES when disabledSetting is "1" or "2" =>
            $"io_uring is switched off: kernel.io_uring_disabled is {disabledSetting}. Set it to 0 with sysctl, or put the process into kernel.io_uring_group when it is 1.",
        Errno.EPERM or Errno.EACCES =>
            "io_uring is forbidden, most likely by the container's seccomp profile. Allow io_uring_setup, io_uring_enter and io_uring_register there.",
        Errno.ENOMEM =>
            "The limit of locked memory is too small for a ring. Raise it (ulimit -l, LimitMEMLOCK= in systemd, --ulimit memlock= in Docker), or set smaller QueueDepth and ReceiveBufferCount.",
        Errno.EINVAL => $"The kernel's io_uring is too old: Linux 6.1 or newer is needed ({exception.Operation}).",
        _ => exception.Message,
    };

    private static string? ReadDisabledSetting()
    {
        try
        {
            return File.ReadAllText(DisabledSetting).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
