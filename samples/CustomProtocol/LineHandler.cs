using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace CustomProtocol;

/// <summary>
/// One connection: reads lines as they come, however they are cut, and answers each. All lines that are there are answered before the answers
/// are sent, so a client that does not wait for each gets many in one packet.
/// </summary>
internal sealed class LineHandler(Store store, ILogger<LineHandler> logger) : ConnectionHandler
{
    /// <summary>A client that never ends its line must not fill the memory.</summary>
    private const int LongestLine = 4096;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var output = connection.Transport.Output;
        // Fires when the server stops: a connection that waits for a line has nothing to finish.
        var lifetime = connection.Features.Get<IConnectionLifetimeNotificationFeature>();
        var stopping = lifetime?.ConnectionClosedRequested ?? connection.ConnectionClosed;
        try
        {
            for (var isOpen = true; isOpen;)
            {
                var result = await input.ReadAsync(stopping);
                var buffer = result.Buffer;
                while (isOpen && TryReadLine(ref buffer, out var line))
                    isOpen = Answer(output, Commands.Run(line, store));
                if (isOpen && buffer.Length > LongestLine)
                {
                    Answer(output, $"ERROR A line has at most {LongestLine} octets.");
                    isOpen = false;
                }
                input.AdvanceTo(buffer.Start, buffer.End);
                var flushed = await output.FlushAsync(stopping);
                isOpen = isOpen && !result.IsCompleted && !flushed.IsCompleted;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
        {
            logger.ClientGone(connection.ConnectionId);
        }
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out string line)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> octets, (byte)'\n'))
        {
            line = "";
            return false;
        }
        buffer = buffer.Slice(reader.Position);
        line = Encoding.UTF8.GetString(octets).TrimEnd('\r');
        return true;
    }

    private static bool Answer(PipeWriter output, string? answer)
    {
        if (answer is not null)
            Encoding.UTF8.GetBytes($"{answer}\n", output);
        return answer is not null;
    }
}
