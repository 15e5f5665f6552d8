using Monocoque.Interop.LibZmq;

namespace Monocoque.Conformance.Support;

/// <summary>The errors of libzmq in our words.</summary>
internal static class TheirErrors
{
    private const int HausNumber = 156384712;

    internal static Exception Translate(LibZmqException exception) => exception.Errno switch
    {
        2 => Because(ZmqError.NotFound, exception),
        11 => Because(ZmqError.WouldBlock, exception),
        22 => new ArgumentException(exception.Message, exception),
        36 => new FormatException(exception.Message, exception),
        93 or HausNumber + 52 => Because(ZmqError.NotSupported, exception),
        95 => Because(ZmqError.NotSupported, exception),
        98 => Because(ZmqError.AddressInUse, exception),
        19 or 99 => Because(ZmqError.AddressNotAvailable, exception),
        113 => Because(ZmqError.HostUnreachable, exception),
        HausNumber + 51 => Because(ZmqError.InvalidState, exception),
        HausNumber + 53 => Because(ZmqError.Terminated, exception),
        _ => exception,
    };

    private static ZmqException Because(ZmqError error, LibZmqException exception) => new(error, exception.Message, exception);
}
