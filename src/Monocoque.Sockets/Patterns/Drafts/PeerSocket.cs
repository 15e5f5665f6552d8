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
        var linger = new LingerTime(Runtime.Options.TimeProvider, Linger);
        try
        {
            if (Linger != TimeSpan.Zero)
                await pipe.Outbox.WhenDrained().WaitAsync(Linger, Runtime.Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is left is counted when the pipe is cleared.
        }
        connection?.Stop(linger);
    }
}
