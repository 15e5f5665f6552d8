namespace Monocoque.Patterns;

/// <summary>The socket's peers, for whoever asks.</summary>
internal abstract partial class SocketBase
{
    public IReadOnlyList<ZmqPeerStatus> GetPeers()
    {
        using (EnterGate())
        {
            using (FairQueue.Enter())
            {
                return [.. _pipes.Select(static pipe => new ZmqPeerStatus(pipe.Address ?? pipe.Connection?.Address, pipe.Connection?.Peer)
                {
                    SendQueueLength = pipe.Outbox.Count,
                    ReceiveQueueLength = pipe.Inbox.Count,
                })];
            }
        }
    }
}
