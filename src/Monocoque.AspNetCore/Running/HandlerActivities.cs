using System.Diagnostics;
using System.Net;
using Monocoque.Diagnostics;

namespace Monocoque.Running;

/// <summary>A span around each handled message, while somebody listens to the source <c>Monocoque</c>.</summary>
internal static class HandlerActivities
{
    /// <summary>Null if nobody wants it, and then nothing was done, except that a context is no frame of the message any more.</summary>
    internal static Activity? Start(IZmqSocket socket, RunningEndpoint endpoint, in ZmqMessage message, out bool hasContext)
    {
        ActivityContext parent = default;
        hasContext = endpoint.Propagator is { } propagator && propagator.TryExtract(message, out parent);
        return ZmqActivities.HasListeners ? StartSlow(socket, endpoint, message, parent) : null;
    }

    internal static void Stop(Activity? activity, Exception? error)
    {
        if (activity is null)
            return;
        if (error is not null)
            activity.Fail(error);
        activity.Dispose();
    }

    private static Activity? StartSlow(IZmqSocket socket, RunningEndpoint endpoint, in ZmqMessage message, ActivityContext parent)
    {
        var activity = ZmqActivities.Start(socket, "process", ActivityKind.Consumer, parent);
        if (activity is not { IsAllDataRequested: true })
            return activity;
        activity.SetTag("zmq.endpoint", endpoint.DisplayName);
        activity.SetTag("messaging.message.body.size", message.Length);
        if (message.Peer?.RemoteEndPoint is IPEndPoint peer)
        {
            activity.SetTag("network.peer.address", peer.Address.ToString());
            activity.SetTag("network.peer.port", peer.Port);
        }
        return activity;
    }
}
