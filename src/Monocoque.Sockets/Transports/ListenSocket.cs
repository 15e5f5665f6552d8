using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Monocoque.Transports;

/// <summary>
/// Listening sockets that the transport is lent and not asked to make: adopted ones, and those with a backlog or options from before their bind.
/// </summary>
internal static class ListenSocket
{
    /// <summary>SOL_SOCKET and SO_BINDTODEVICE on Linux.</summary>
    private const int SocketLevel = 1;
    private const int BindToDeviceOption = 25;

    /// <summary>Null: the transport's own will do.</summary>
    internal static Socket? Create(EndPoint endPoint, ZmqSocketOptions options)
    {
        if (endPoint is not (IPEndPoint or UnixDomainSocketEndPoint))
            return null;
        if (options.Backlog is not null && OperatingSystem.IsWindows())
            throw new ZmqException(ZmqError.NotSupported, "Backlog cannot be set per socket on Windows. Set that of the transport, SocketTransportOptions.Backlog.");
        // Transports have one backlog for all their listeners.
        return CreateTuned(endPoint, options) ?? (options.Backlog is null ? null : SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint));
    }

    /// <summary>Takes over a descriptor that somebody else has opened. One that cannot be used stays open and is not ours: the number may be mistyped.</summary>
    /// <exception cref="ZmqException">It is no stream socket.</exception>
    internal static Socket Adopt(int descriptor)
    {
        ThrowIfNoStream(descriptor);
        return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }

    /// <exception cref="ZmqException">There is no such interface, or the system does not let us.</exception>
    internal static void BindToDevice(Socket socket, string device)
    {
        try
        {
            socket.SetRawSocketOption(SocketLevel, BindToDeviceOption, System.Text.Encoding.UTF8.GetBytes(device + '\0'));
        }
        catch (SocketException exception)
        {
            throw new ZmqException(
                ZmqError.AddressNotAvailable,
                $"The interface '{device}' (BindToDevice) cannot be used: {exception.Message}. Name one that this machine has; the system may want CAP_NET_RAW for it.",
                exception);
        }
    }

    private static void ThrowIfNoStream(int descriptor)
    {
        try
        {
            using var borrowed = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
            _ = borrowed.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Type);
            if (borrowed.SocketType != SocketType.Stream)
                throw CreateUnusable(descriptor, $"it is a socket of the type {borrowed.SocketType}, not Stream", inner: null);
        }
        catch (SocketException exception)
        {
            throw CreateUnusable(descriptor, exception.Message, exception);
        }
    }

    private static ZmqException CreateUnusable(int descriptor, string reason, Exception? inner) => new(
        ZmqError.AddressNotAvailable,
        $"The file descriptor {descriptor} (UseFileDescriptor) cannot be used: {reason}. Pass the number of a tcp or ipc socket that is open.", inner);

    private static Socket? CreateTuned(EndPoint endPoint, ZmqSocketOptions options)
    {
        if (endPoint is IPEndPoint ip && options.BindToDevice is { } device)
            return Bind(ip, device);
        if (endPoint is not UnixDomainSocketEndPoint unix || options.IpcFileMode is not { } mode || OperatingSystem.IsWindows())
            return null;
        // So .NET shows an abstract name.
        var path = unix.ToString();
        return path.StartsWith('@') ? null : Bind(unix, path, mode);
    }

    private static Socket Bind(IPEndPoint endPoint, string device)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            BindToDevice(socket, device);
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The mode is set before there is a file, so that at no moment more is allowed than was asked for.</summary>
    [UnsupportedOSPlatform("windows")]
    private static Socket Bind(UnixDomainSocketEndPoint endPoint, string path, UnixFileMode mode)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using (var handle = new SafeFileHandle(socket.Handle, ownsHandle: false))
                File.SetUnixFileMode(handle, mode);
            socket.Bind(endPoint);
            // The process's mask has been taken off it.
            File.SetUnixFileMode(path, mode);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
