using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>What the connection offers to middleware by itself.</summary>
internal sealed partial class IoUringConnection : IConnectionIdFeature, IConnectionTransportFeature, IConnectionItemsFeature,
    IConnectionLifetimeFeature, IConnectionEndPointFeature, IMemoryPoolFeature, IConnectionSocketFeature, IIoUringConnectionFeature
{
    private readonly ConnectionFeatures _features;
    private readonly InputReader _reader;
    private Socket? _socketFeature;
    private bool _isReleased;

    public bool PrefersInlineScheduling { get; set; }

    /// <summary>Whether the application has consumed what it was given.</summary>
    internal bool IsInputConsumed => _reader.IsConsumed;

    /// <summary>How often the application has taken something of the input.</summary>
    internal int InputCount => _reader.Count;

    int IIoUringConnectionFeature.Ring => _ring.Index;

    MemoryPool<byte> IMemoryPoolFeature.MemoryPool => _ring.Pool;

    /// <summary>Made when asked for. It does not own the descriptor, and is disposed before that is closed.</summary>
    Socket IConnectionSocketFeature.Socket
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isReleased, this);
                return _socketFeature ??= new Socket(new SafeSocketHandle(_socket, ownsHandle: false));
            }
        }
    }
}
