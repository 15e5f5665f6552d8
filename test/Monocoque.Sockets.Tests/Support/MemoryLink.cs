using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace Monocoque.Sockets.Tests.Support;

/// <summary>One connection of a <see cref="MemoryNetwork"/>: two ends, and what carries octets between them.</summary>
internal sealed class MemoryLink
{
    private readonly CancellationTokenSource _cut = new();
    private TaskCompletionSource _flowing = new();

    internal MemoryLink(int capacity, EndPoint connecting, EndPoint listening)
    {
        var options = new PipeOptions(pauseWriterThreshold: capacity, resumeWriterThreshold: Math.Max(1, capacity / 2), useSynchronizationContext: false);
        var fromConnecting = new Pipe(options);
        var fromListening = new Pipe(options);
        var toConnecting = new Pipe(options);
        var toListening = new Pipe(options);
        Resume();
        Connecting = new MemoryConnection(this, toConnecting.Reader, fromConnecting.Writer, connecting, listening, PumpAsync(fromConnecting.Reader, toListening.Writer));
        Listening = new MemoryConnection(this, toListening.Reader, fromListening.Writer, listening, connecting, PumpAsync(fromListening.Reader, toConnecting.Writer));
    }

    internal MemoryConnection Connecting { get; }

    internal MemoryConnection Listening { get; }

    /// <summary>From here on nothing arrives.</summary>
    internal void Pause() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Resume() => _flowing.TrySetResult();

    /// <summary>The cable is pulled: both ends see their connection reset.</summary>
    internal void Cut() => _cut.Cancel();

    private async Task PumpAsync(PipeReader from, PipeWriter to)
    {
        Exception? error = null;
        try
        {
            while (true)
            {
                var result = await from.ReadAsync(_cut.Token);
                await _flowing.Task.WaitAsync(_cut.Token);
                foreach (var segment in result.Buffer)
                    to.Write(segment.Span);
                from.AdvanceTo(result.Buffer.End);
                var flushed = await to.FlushAsync(_cut.Token);
                if (result.IsCompleted || flushed.IsCompleted)
                    break;
            }
        }
        catch (Exception)
        {
            error = new IOException("The connection was cut.");
        }
        await from.CompleteAsync(error);
        await to.CompleteAsync(error);
    }
}
