using System.Diagnostics;

namespace Monocoque.Diagnostics;

/// <summary>The activity source <c>Monocoque</c>, by the conventions of OpenTelemetry for messaging.</summary>
internal static class ZmqActivities
{
    private static readonly ActivitySource s_source = new("Monocoque");

    internal static bool HasListeners => s_source.HasListeners();

    /// <summary>Null if nobody wants it.</summary>
    /// <param name="socket">Whose name the span has.</param>
    /// <param name="operation">What is done: <c>send</c>, <c>process</c>, <c>request</c>.</param>
    /// <param name="kind">From which side.</param>
    /// <param name="parent">What a message told of its sender; default: what the caller works in.</param>
    internal static Activity? Start(IZmqSocket socket, string operation, ActivityKind kind, ActivityContext parent = default)
    {
        if (!s_source.HasListeners())
            return null;
        return s_source.StartActivity(
            kind, parent, name: $"{socket.Name} {operation}", tags:
            [
                new("messaging.system", "zeromq"),
                new("messaging.operation.name", operation),
                new("messaging.operation.type", operation is "process" ? "process" : "send"),
                new("messaging.destination.name", socket.Name),
                new("zmq.socket.type", socket.Type.ToString().ToUpperInvariant()),
            ]);
    }

    internal static void Fail(this Activity activity, Exception error)
    {
        activity.SetTag("error.type", error.GetType().FullName);
        activity.SetStatus(ActivityStatusCode.Error, error.Message);
        activity.AddException(error);
    }
}
