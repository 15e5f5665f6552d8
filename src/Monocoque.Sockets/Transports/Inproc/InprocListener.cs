using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Transports;

/// <summary>A bound inproc name, and the connections that nobody has accepted yet.</summary>
internal sealed class InprocListener(InprocNetwork network, EndPoint endPoint) : IConnectionListener
{
    private readonly Channel<ConnectionContext> _backlog = Channel.CreateUnbounded<ConnectionContext>();

    public EndPoint EndPoint => endPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _backlog.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _backlog.Reader.TryRead(out var connection)
            ? connection
            : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        network.Unbind(this);
        _backlog.Writer.TryComplete();
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync().ConfigureAwait(false);
        while (_backlog.Reader.TryRead(out var connection))
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The connecting end of a new connection. The network's lock is held, so the name is still bound.</summary>
    internal ConnectionContext Offer()
    {
        var link = new InprocLink(endPoint);
        _backlog.Writer.TryWrite(link.Listening);
        return link.Connecting;
    }
}
