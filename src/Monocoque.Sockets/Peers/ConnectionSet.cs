using Monocoque.Transports;

namespace Monocoque.Peers;

/// <summary>Connections that are being served, so that they can be ended together.</summary>
internal sealed class ConnectionSet
{
    private readonly Lock _lock = new();
    private readonly HashSet<PeerConnection> _running = [];
    private bool _isStopped;

    /// <summary>Keeps <paramref name="connection"/> until it is done; one that comes after the end is ended at once.</summary>
    internal void Add(PeerConnection connection)
    {
        lock (_lock)
        {
            if (!_isStopped)
            {
                _running.Add(connection);
                return;
            }
        }
        connection.Stop();
    }

    internal void Remove(PeerConnection connection)
    {
        lock (_lock)
            _running.Remove(connection);
    }

    /// <summary>Ends each connection once what is queued for its peer was sent and read, or <paramref name="linger"/> is over; completes when all are done.</summary>
    internal Task StopAllAsync(LingerTime linger)
    {
        PeerConnection[] running;
        lock (_lock)
        {
            _isStopped = true;
            running = [.. _running];
        }
        foreach (var connection in running)
            _ = connection.LeaveAsync(linger);
        return Task.WhenAll(running.Select(static connection => connection.Completion));
    }
}
