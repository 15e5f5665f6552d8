using System.Buffers;
using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Interop;

/// <summary>
/// What is done to a socket without the ring. Nothing here blocks, and the kernel keeps no pointer after a call has returned. Results
/// are the kernel's: not negative, or a negative error number.
/// </summary>
internal static unsafe partial class SocketSyscalls
{
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int StreamType = 1;
    private const int CloseOnExec = 0x80000;
    private const int ShutdownBoth = 2;
    private const int AddressFamilyUnspecified = 0;
    private const int TcpLevel = 6;
    private const int TcpLinger2 = 8;

    /// <summary>More are left to the next call.</summary>
    internal const int MostParts = 64;

    /// <summary>The pins of one vectored send. Empty between calls.</summary>
    [ThreadStatic]
    private static MemoryHandle[]? t_pins;

    /// <summary>Opens a stream socket that children do not inherit.</summary>
    internal static int OpenStream(int addressFamily, int protocol) => Result(SocketCore(addressFamily, StreamType | CloseOnExec, protocol));

    internal static int Close(int socket) => Result(CloseCore(socket));

    internal static int Shutdown(int socket) => Result(ShutdownCore(socket, ShutdownBoth));

    /// <summary>Dissolves a TCP association: the peer gets a reset at once, and operations in flight end with an error.</summary>
    internal static int Reset(int socket)
    {
        // struct sockaddr { sa_family = AF_UNSPEC; }, the same in either byte order.
        var address = stackalloc byte[16];
        new Span<byte>(address, 16).Clear();
        address[0] = AddressFamilyUnspecified;
        return Result(ConnectCore(socket, address, 16));
    }

    /// <summary>After the close, a TCP peer that has acknowledged all that was sent, and the end, gets a reset instead of a minute to go on. Of no effect elsewhere.</summary>
    internal static int ResetOnceFinished(int socket) => SetOption(socket, TcpLevel, TcpLinger2, -1);

    internal static int SetOption(int socket, int level, int name, int value) =>
        Result(SetOptionCore(socket, level, name, &value, sizeof(int)));

    /// <summary>Sends what the socket takes now of one to <see cref="MostParts"/> parts: <c>-EAGAIN</c> when it takes nothing. Sound: every part is pinned for the call.</summary>
    internal static int Send(int socket, ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        if (parts.Length != 1)
            return SendParts(socket, parts);
        var part = parts[0].Span;
        fixed (byte* pointer = part)
            return Result(SendCore(socket, pointer, (nuint)part.Length, DontWait | NoSignal));
    }

    /// <summary>Sound: the vectors point at parts that stay pinned until the call has returned; the count is at most their array's.</summary>
    private static int SendParts(int socket, ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        var pins = t_pins ??= new MemoryHandle[MostParts];
        var vectors = stackalloc IoVector[MostParts];
        var count = 0;
        try
        {
            for (; count < parts.Length && count < MostParts; count++)
            {
                pins[count] = parts[count].Pin();
                vectors[count] = new IoVector { Base = pins[count].Pointer, Length = (nuint)parts[count].Length };
            }
            var message = new MessageHeader { Vectors = vectors, VectorCount = (nuint)count };
            return Result(SendMessageCore(socket, &message, DontWait | NoSignal));
        }
        finally
        {
            for (var i = 0; i < count; i++)
            {
                pins[i].Dispose();
                pins[i] = default;
            }
        }
    }

    /// <summary>Fills <paramref name="address"/> with the local name and gives its length.</summary>
    internal static int GetLocalName(int socket, Span<byte> address)
    {
        var length = address.Length;
        fixed (byte* pointer = address)
        {
            var result = Result(GetSocketNameCore(socket, pointer, &length));
            return result < 0 ? result : Math.Min(length, address.Length);
        }
    }

    /// <summary>Fills <paramref name="address"/> with the peer's name and gives its length; <c>-ENOTCONN</c> when it is gone already.</summary>
    internal static int GetRemoteName(int socket, Span<byte> address)
    {
        var length = address.Length;
        fixed (byte* pointer = address)
        {
            var result = Result(GetPeerNameCore(socket, pointer, &length));
            return result < 0 ? result : Math.Min(length, address.Length);
        }
    }

    private static int Result(nint value) => value >= 0 ? (int)value : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int SocketCore(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseCore(int file);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int ShutdownCore(int socket, int how);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int ConnectCore(int socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOptionCore(int socket, int level, int name, int* value, int length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendCore(int socket, byte* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessageCore(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    private static partial int GetSocketNameCore(int socket, byte* address, int* length);

    [LibraryImport("libc", EntryPoint = "getpeername", SetLastError = true)]
    private static partial int GetPeerNameCore(int socket, byte* address, int* length);

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        internal void* Base;
        internal nuint Length;
    }

    /// <summary><c>struct msghdr</c> of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        internal void* Name;
        internal uint NameLength;
        internal IoVector* Vectors;
        internal nuint VectorCount;
        internal void* Control;
        internal nuint ControlLength;
        internal int Flags;
    }
}
