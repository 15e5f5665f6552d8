using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Monocoque.Sockets.Tests.Support;

/// <summary>One end of a <see cref="MemoryLink"/>.</summary>
internal sealed class MemoryConnection(MemoryLink link, PipeReader input, PipeWriter output, EndPoint local, EndPoint remote, Task sending)
    : ConnectionContext, IDuplexPipe
{
    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException();
    }

    public override EndPoint? LocalEndPoint { get; set; } = local;

    public override EndPoint? RemoteEndPoint { get; set; } = remote;

    public PipeReader Input => input;

    public PipeWriter Output => output;

    internal bool IsDisposed { get; private set; }

    /// <summary>The connection does not end before this.</summary>
    internal Task DisposeGate { get; set; } = Task.CompletedTask;

    /// <summary>Thrown by the end of the connection.</summary>
    internal Exception? DisposeFault { get; set; }

    public override void Abort(ConnectionAbortedException abortReason) => link.Cut();

    /// <summary>As Kestrel's transport does: what was written is sent first.</summary>
    public override async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        await output.CompleteAsync();
        await input.CompleteAsync();
        await sending;
        await DisposeGate;
        await base.DisposeAsync();
        if (DisposeFault is { } fault)
            throw fault;
    }
}
