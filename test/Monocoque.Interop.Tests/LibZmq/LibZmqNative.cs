using System.Runtime.InteropServices;

namespace Monocoque.Interop.LibZmq;

/// <summary>The functions of libzmq 4.3 that the tests call, as zmq.h declares them.</summary>
internal static partial class LibZmqNative
{
    /// <summary>The size of <c>zmq_msg_t</c> in zmq.h.</summary>
    internal const int MessageSize = 64;

    internal const int DontWait = 1;
    internal const int SendMore = 2;

    private const string Library = LibZmqLibrary.Name;

    static LibZmqNative() => LibZmqLibrary.Register();

    [LibraryImport(Library, EntryPoint = "zmq_version")]
    internal static partial void Version(out int major, out int minor, out int patch);

    [LibraryImport(Library, EntryPoint = "zmq_errno")]
    internal static partial int Errno();

    [LibraryImport(Library, EntryPoint = "zmq_strerror")]
    internal static partial nint StrError(int errno);

    [LibraryImport(Library, EntryPoint = "zmq_ctx_new")]
    internal static partial nint ContextNew();

    [LibraryImport(Library, EntryPoint = "zmq_ctx_shutdown")]
    internal static partial int ContextShutdown(nint context);

    [LibraryImport(Library, EntryPoint = "zmq_ctx_term")]
    internal static partial int ContextTerm(nint context);

    [LibraryImport(Library, EntryPoint = "zmq_socket")]
    internal static partial nint Socket(nint context, int type);

    [LibraryImport(Library, EntryPoint = "zmq_close")]
    internal static partial int Close(nint socket);

    [LibraryImport(Library, EntryPoint = "zmq_bind", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Bind(nint socket, string address);

    [LibraryImport(Library, EntryPoint = "zmq_unbind", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unbind(nint socket, string address);

    [LibraryImport(Library, EntryPoint = "zmq_connect", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Connect(nint socket, string address);

    [LibraryImport(Library, EntryPoint = "zmq_disconnect", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Disconnect(nint socket, string address);

    [LibraryImport(Library, EntryPoint = "zmq_setsockopt")]
    internal static partial int SetOption(nint socket, int option, ReadOnlySpan<byte> value, nuint length);

    [LibraryImport(Library, EntryPoint = "zmq_getsockopt")]
    internal static partial int GetOption(nint socket, int option, Span<byte> value, ref nuint length);

    [LibraryImport(Library, EntryPoint = "zmq_send")]
    internal static partial int Send(nint socket, ReadOnlySpan<byte> body, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "zmq_msg_init")]
    internal static partial int MessageInit(nint message);

    [LibraryImport(Library, EntryPoint = "zmq_msg_recv")]
    internal static partial int MessageReceive(nint message, nint socket, int flags);

    [LibraryImport(Library, EntryPoint = "zmq_msg_data")]
    internal static partial nint MessageData(nint message);

    [LibraryImport(Library, EntryPoint = "zmq_msg_size")]
    internal static partial nuint MessageLength(nint message);

    [LibraryImport(Library, EntryPoint = "zmq_msg_more")]
    internal static partial int MessageMore(nint message);

    [LibraryImport(Library, EntryPoint = "zmq_msg_close")]
    internal static partial int MessageClose(nint message);

    [LibraryImport(Library, EntryPoint = "zmq_msg_gets", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint MessageGets(nint message, string property);

    [LibraryImport(Library, EntryPoint = "zmq_proxy_steerable")]
    internal static partial int Proxy(nint frontend, nint backend, nint capture, nint control);

    [LibraryImport(Library, EntryPoint = "zmq_socket_monitor", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Monitor(nint socket, string? address, int events);

    [LibraryImport(Library, EntryPoint = "zmq_curve_keypair")]
    internal static partial int CurveKeyPair(Span<byte> publicKey, Span<byte> secretKey);

    [LibraryImport(Library, EntryPoint = "zmq_curve_public", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int CurvePublic(Span<byte> publicKey, string secretKey);

    [LibraryImport(Library, EntryPoint = "zmq_z85_encode")]
    internal static partial nint Z85Encode(Span<byte> text, ReadOnlySpan<byte> octets, nuint count);

    [LibraryImport(Library, EntryPoint = "zmq_z85_decode", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Z85Decode(Span<byte> octets, string text);
}
