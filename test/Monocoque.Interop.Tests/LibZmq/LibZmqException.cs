using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Monocoque.Interop.LibZmq;

/// <summary>A call into libzmq that returned an error.</summary>
internal sealed class LibZmqException(string call, int errno)
    : Exception($"{call}: {Marshal.PtrToStringUTF8(LibZmqNative.StrError(errno))} ({errno})")
{
    /// <summary><c>EAGAIN</c>, whose number differs by system.</summary>
    internal static readonly int Again = OperatingSystem.IsMacOS() ? 35 : 11;

    internal const int Interrupted = 4;

    internal int Errno { get; } = errno;

    internal static LibZmqException Last([CallerMemberName] string call = "") => new(call, LibZmqNative.Errno());
}
