using System.Buffers.Binary;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.TransportBench.Serving;

/// <summary>Drops what it receives and, when the client has finished, answers with the number of octets, big-endian, so that the client can tell that all arrived.</summary>
internal sealed class SinkHandler : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var received = 0L;
        while (true)
        {
            var read = await input.ReadAsync();
            received += read.Buffer.Length;
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }
        BinaryPrimitives.WriteInt64BigEndian(connection.Transport.Output.GetSpan(sizeof(long)), received);
        connection.Transport.Output.Advance(sizeof(long));
        await connection.Transport.Output.FlushAsync();
    }
}
