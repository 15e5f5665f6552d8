using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Monocoque.Patterns;

namespace Monocoque.Transports;

/// <summary>
/// Listens with a backlog of the socket's own. Transports have one backlog for all their listeners, so the listening socket is bound here and handed to the
/// transport, and told its backlog once the transport listens on it: on a socket that listens already that changes nothing else.
/// </summary>
internal static class BacklogListener
{
    internal static async Task<IConnectionListener> BindAsync(SocketBase socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        var factory = socket.Runtime.GetListenerFactory(endPoint);
        if (socket.Options.Backlog is not { } backlog)
            return await factory.BindAsync(endPoint, cancellationToken).ConfigureAwait(false);
        if (OperatingSystem.IsWindows())
            throw new ZmqException(ZmqError.NotSupported, "Backlog cannot be set per socket on Windows. Set that of the transport, SocketTransportOptions.Backlog.");

        var descriptor = Bind(endPoint);
        IConnectionListener listener;
        try
        {
            // The transport owns the descriptor from here on.
            listener = await factory.BindAsync(new FileHandleEndPoint((ulong)descriptor, FileHandleType.Auto), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            new SafeSocketHandle(descriptor, ownsHandle: true).Dispose();
            throw;
        }
        using var borrowed = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
        borrowed.Listen(backlog);
        return listener;
    }

    /// <summary>A bound socket that nobody owns.</summary>
    private static nint Bind(EndPoint endPoint)
    {
        var bound = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        var descriptor = bound.SafeHandle.DangerousGetHandle();
        bound.SafeHandle.SetHandleAsInvalid();
        return descriptor;
    }
}
