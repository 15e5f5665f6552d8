using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Monocoque.Transports;

/// <summary>
/// The peers that datagrams last came from and went to, so that a message of somebody known costs no text and no address anew. A bounded number of places, each with
/// who was there last: whoever makes up addresses can push others out, which makes them slower, and no more. Safe for any number of callers.
/// </summary>
internal sealed class DatagramPeers
{
    /// <summary>A power of two. A peer takes some 500 octets.</summary>
    private const int Places = 256;

    private readonly DatagramPeer?[] _byAddress = new DatagramPeer?[Places];
    private readonly DatagramPeer?[] _byName = new DatagramPeer?[Places];

    internal DatagramPeer Get(SocketAddress address)
    {
        ref var place = ref _byAddress[address.GetHashCode() & (Places - 1)];
        if (Volatile.Read(ref place) is { } known && known.Address.Equals(address))
            return known;
        var peer = DatagramPeer.Of(address);
        Volatile.Write(ref place, peer);
        // It may well be answered.
        Volatile.Write(ref _byName[GetPlace(peer.Name)], peer);
        return peer;
    }

    /// <summary>False: it is no address.</summary>
    internal bool TryGet(ReadOnlySpan<byte> name, [NotNullWhen(true)] out DatagramPeer? peer)
    {
        ref var place = ref _byName[GetPlace(name)];
        peer = Volatile.Read(ref place);
        if (peer is not null && name.SequenceEqual(peer.Name))
            return true;
        if (!DatagramPeer.TryParse(name, out peer))
            return false;
        Volatile.Write(ref place, peer);
        return true;
    }

    private static int GetPlace(ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        return hash.ToHashCode() & (Places - 1);
    }
}
