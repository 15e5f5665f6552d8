using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>Error numbers of the kernel as the exceptions that users of sockets know.</summary>
internal static class SocketErrors
{
    /// <param name="result">A negative error number of an operation on an established connection.</param>
    internal static Exception ToException(int result)
    {
        var exception = ToSocketException(result);
        return result is -Errno.ECONNRESET or -Errno.EPIPE ? new ConnectionResetException(exception.Message, exception) : exception;
    }

    /// <param name="result">A negative error number.</param>
    internal static SocketException ToSocketException(int result) =>
        new((int)ToSocketError(-result), Marshal.GetPInvokeErrorMessage(-result));

    private static SocketError ToSocketError(int error) => error switch
    {
        Errno.ECONNRESET => SocketError.ConnectionReset,
        Errno.EPIPE => SocketError.Shutdown,
        Errno.ECONNREFUSED => SocketError.ConnectionRefused,
        Errno.ECONNABORTED => SocketError.ConnectionAborted,
        Errno.ETIMEDOUT => SocketError.TimedOut,
        Errno.EHOSTUNREACH => SocketError.HostUnreachable,
        Errno.ENETUNREACH => SocketError.NetworkUnreachable,
        Errno.EADDRINUSE => SocketError.AddressAlreadyInUse,
        Errno.EADDRNOTAVAIL => SocketError.AddressNotAvailable,
        Errno.EACCES or Errno.EPERM => SocketError.AccessDenied,
        Errno.EMFILE or Errno.ENFILE => SocketError.TooManyOpenSockets,
        Errno.ENOBUFS or Errno.ENOMEM => SocketError.NoBufferSpaceAvailable,
        Errno.ENOTCONN => SocketError.NotConnected,
        // As for the sockets of the base library: no such path, so nobody to connect to.
        Errno.ENOENT => SocketError.AddressNotAvailable,
        Errno.ECANCELED => SocketError.OperationAborted,
        _ => SocketError.SocketError,
    };
}
