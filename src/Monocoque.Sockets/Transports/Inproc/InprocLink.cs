using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Monocoque.Peers;

namespace Monocoque.Transports;

/// <summary>One inproc connection: two ends, and each way a pipe for octets and a lane for messages.</summary>
internal sealed class InprocLink
{
    private static readonly PipeOptions s_options = new(useSynchronizationContext: false);

    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionAbortedException? _reason;

    internal InprocLink(EndPoint endPoint)
    {
        var (toConnecting, toListening) = (new System.IO.Pipelines.Pipe(s_options), new System.IO.Pipelines.Pipe(s_options));
        var (laneToConnecting, laneToListening) = (new MessageLane(_aborted.Task), new MessageLane(_aborted.Task));
        Connecting = new InprocConnection(
            this, endPoint, new LaneReader(this, toConnecting.Reader, laneToConnecting), new LaneWriter(this, toListening.Writer, laneToListening));
        Listening = new InprocConnection(
            this, endPoint, new LaneReader(this, toListening.Reader, laneToListening), new LaneWriter(this, toConnecting.Writer, laneToConnecting));
    }

    internal InprocConnection Connecting { get; }

    internal InprocConnection Listening { get; }

    /// <summary>Ends the connection for both ends, whatever they wait for.</summary>
    internal void Abort(ConnectionAbortedException reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null)
            return;
        _aborted.TrySetResult();
        Connecting.OnAborted();
        Listening.OnAborted();
    }

    internal void ThrowIfAborted()
    {
        if (Volatile.Read(ref _reason) is { } reason)
            throw new ConnectionResetException("The connection was aborted: " + reason.Message, reason);
    }
}
