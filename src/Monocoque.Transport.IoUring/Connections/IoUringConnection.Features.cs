using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>What the connection offers to middleware by itself.</summary>
internal sealed partial class IoUringConnection : IConnectionIdFeature, IConnectionTransportFeature, IConnectionItemsFeature,
    IConnectionLifetimeFeature, IConnectionEndPointFeature, IMemoryPoolFeature, IConnectionSocketFeature, IIoUringConnectionFeature
{
    private Socket? _socketFeature;

    public bool PrefersInlineScheduling { get; set; }

    int IIoUringConnectionFeature.Ring => _ring.Index;

    MemoryPool<byte> IMemoryPoolFeature.MemoryPool => _ring.Pool;

    /// <summary>Made when asked for. It does not own the descriptor, and is disposed before that is closed.</summary>
    Socket IConnectionSocketFeature.Socket
    {
        get
        {
            lock (Gate)
            {
                ObjectDisposedException.ThrowIf(_isReleased, this);
                return _socketFeature ??= new Socket(new SafeSocketHandle(_socket, ownsHandle: false));
            }
        }
    }
}
