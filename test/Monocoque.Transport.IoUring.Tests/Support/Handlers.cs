using Microsoft.AspNetCore.Connections;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>What raw servers do.</summary>
internal static class Handlers
{
    internal static async Task EchoAsync(ConnectionContext connection)
    {
        while (true)
        {
            var result = await connection.Transport.Input.ReadAsync();
            foreach (var segment in result.Buffer)
                await connection.Transport.Output.WriteAsync(segment);
            connection.Transport.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return;
        }
    }
}
