using Monocoque.Peers;
using Monocoque.Transports;

namespace Monocoque.Patterns;

/// <summary>PEER (RFC 51): its like by number, whoever connected.</summary>
internal sealed class PeerSocket : NumberedSocket, IPeerSocket
{
    internal PeerSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    public uint ConnectPeer(string address) => BeginConnect(address).Pipe.RoutingNumber;

    public async ValueTask<uint> ConnectPeerAsync(string address, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connector = BeginConnect(address);
        await connector.FirstHandshake.WaitAsync(cancellationToken).ConfigureAwait(false);
        return connector.Pipe.RoutingNumber;
    }

    public async ValueTask DisconnectPeerAsync(uint routingId)
    {
        Task ending;
        using (EnterGate())
        {
            ThrowIfClosed();
            var pipe = Find(routingId);
            ending = pipe.IsConnector ? DisconnectAsync(pipe) : EndAsync(pipe);
        }
        await ending.ConfigureAwait(false);
    }

    private async Task EndAsync(Pipe pipe)
    {
        var connection = pipe.Connection;
        // No number leads here any more; what is queued may still leave.
        OnPipeRemoved(pipe);
        if (connection is null)
            return;
        await connection.LeaveAsync(new LingerTime(Runtime.Options.TimeProvider, Linger)).ConfigureAwait(false);
        await connection.Completion.ConfigureAwait(false);
    }
}
