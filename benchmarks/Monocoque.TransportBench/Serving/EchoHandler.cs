using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.TransportBench.Serving;

/// <summary>Sends back what it receives: the transport and nothing else.</summary>
internal sealed class EchoHandler : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var output = connection.Transport.Output;
        while (true)
        {
            var read = await input.ReadAsync();
            foreach (var segment in read.Buffer)
                output.Write(segment.Span);
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
            await output.FlushAsync();
        }
    }
}
