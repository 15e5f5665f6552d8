using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Monocoque.Transports;

/// <summary>
/// Kestrel's Sockets transport as ZeroMQ connections use it: with the memory of <see cref="LargeBlockPool"/>. Kestrel has no public way to say so for a single
/// transport. On a version where it cannot be said this way the transport keeps its own memory, which works as well and is slower.
/// </summary>
internal static class KestrelSockets
{
    internal static SocketTransportFactory CreateListenerFactory(SocketTransportOptions? template, ILoggerFactory loggers)
    {
        var options = new SocketTransportOptions();
        if (template is not null)
            Copy(template, options);
        try
        {
            SetMemory(options, LargeBlockPool.Instance);
        }
        catch (MissingMethodException)
        {
        }
        return new SocketTransportFactory(Microsoft.Extensions.Options.Options.Create(options), loggers);
    }

    internal static SocketConnectionContextFactory CreateConnectionFactory(ILogger log)
    {
        var options = new SocketConnectionFactoryOptions();
        try
        {
            SetMemory(options, LargeBlockPool.Instance);
        }
        catch (MissingMethodException)
        {
        }
        return new SocketConnectionContextFactory(options, log);
    }

    /// <summary>What the application has said of the transport holds for its ZeroMQ connections too.</summary>
    private static void Copy(SocketTransportOptions from, SocketTransportOptions to)
    {
        to.Backlog = from.Backlog;
        to.CreateBoundListenSocket = from.CreateBoundListenSocket;
        to.IOQueueCount = from.IOQueueCount;
        to.MaxReadBufferSize = from.MaxReadBufferSize;
        to.MaxWriteBufferSize = from.MaxWriteBufferSize;
        to.NoDelay = from.NoDelay;
        to.UnsafePreferInlineScheduling = from.UnsafePreferInlineScheduling;
        to.WaitForDataBeforeAllocatingBuffer = from.WaitForDataBeforeAllocatingBuffer;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_MemoryPoolFactory")]
    private static extern void SetMemory(SocketTransportOptions options, IMemoryPoolFactory<byte> factory);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_MemoryPoolFactory")]
    private static extern void SetMemory(SocketConnectionFactoryOptions options, IMemoryPoolFactory<byte> factory);
}
