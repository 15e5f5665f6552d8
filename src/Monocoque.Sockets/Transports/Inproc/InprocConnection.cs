using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Monocoque.Transports;

/// <summary>One end of an <see cref="InprocLink"/>.</summary>
internal sealed class InprocConnection : ConnectionContext, IDuplexPipe
{
    private static long s_last;

    private readonly InprocLink _link;
    private readonly LaneReader _input;
    private readonly LaneWriter _output;
    private readonly CancellationTokenSource _closed = new();

    internal InprocConnection(InprocLink link, EndPoint endPoint, LaneReader input, LaneWriter output)
    {
        _link = link;
        _input = input;
        _output = output;
        Transport = this;
        LocalEndPoint = endPoint;
        RemoteEndPoint = endPoint;
        ConnectionClosed = _closed.Token;
    }

    public override string ConnectionId { get; set; } = $"inproc-{Interlocked.Increment(ref s_last)}";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    public override void Abort(ConnectionAbortedException abortReason) => _link.Abort(abortReason);

    /// <summary>What was written can still be read at the other end.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _output.CompleteAsync().ConfigureAwait(false);
        await _input.CompleteAsync().ConfigureAwait(false);
        await _closed.CancelAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    internal void OnAborted()
    {
        _input.CancelPendingRead();
        _output.CancelPendingFlush();
        _closed.Cancel();
    }
}
