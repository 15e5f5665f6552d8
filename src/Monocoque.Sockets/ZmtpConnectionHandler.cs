using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Monocoque.Admission;
using Monocoque.Peers;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque;

/// <summary>
/// Serves ZMTP on connections, over any transport that has pipelines. Every connection our own listeners accept runs through it. It may also be used by hand
/// in Kestrel: <c>listen.UseConnectionHandler&lt;ZmtpConnectionHandler&gt;()</c>. A peer then reaches the socket that it names by the
/// <c>Resource</c> property of its READY, or else the only socket of the runtime that talks to its type; if that is none or several it is refused.
/// </summary>
/// <param name="runtime">The house of the sockets; a host registers its own.</param>
public sealed class ZmtpConnectionHandler(ZmqRuntime runtime) : ConnectionHandler
{
    /// <summary>Serves one connection until it ends. A fault of the peer ends it, and is logged and counted.</summary>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var feature = connection.Features.Get<IZmqSocketFeature>();
        // Middleware let it go on although its time was over, which was reported then.
        if (feature is { Deadline.HasPassed: true })
            return;
        var choice = connection.Features.Get<SocketChoice>();
        // Who knew the socket when the connection came has asked it.
        var place = feature?.Place;
        if (feature is null && (!runtime.MayEnter(choice, connection) || (place = runtime.Undecided.TryEnter(connection, choice?.Address)) is null))
        {
            connection.Abort(new ConnectionAbortedException("No socket here takes this connection."));
            return;
        }
        try
        {
            await ServeAsync(connection, feature, choice?.Address, place).ConfigureAwait(false);
        }
        finally
        {
            place?.Leave();
        }
    }

    private async Task ServeAsync(ConnectionContext connection, IZmqSocketFeature? feature, ZmqAddress? sharedAddress, HandshakePlace? place)
    {
        var peer = new PeerConnection(runtime, connection, feature?.Socket, feature?.Address ?? sharedAddress, pipe: null, feature?.Connections)
        {
            HandshakeDue = feature?.Deadline.Moment,
            Place = place,
        };
        feature?.Deadline.End();
        if (feature is not null && !peer.TryTakePlace())
        {
            peer.Discard();
            ZwsConnection.Of(connection)?.Blame(ZmtpError.RefusedHere, "Too many connections");
            return;
        }
        feature?.Socket.Events.Publish(ZmqEventKind.Accepted, feature.Address, connection: connection);
        // A web server that stops waits for its connections, and asks them to end.
        var lifetime = connection.Features.Get<IConnectionLifetimeNotificationFeature>();
        using var asked = lifetime?.ConnectionClosedRequested.UnsafeRegister(static peer => _ = ((PeerConnection)peer!).LeaveAsync(), peer) ?? default;
        await peer.RunAsync().ConfigureAwait(false);
    }
}
