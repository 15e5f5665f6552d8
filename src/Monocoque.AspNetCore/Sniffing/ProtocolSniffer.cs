using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Sniffing;

/// <summary>
/// Tells ZMTP from HTTP by the first octet of a connection, which it leaves where it is for who reads next. Once that is decided nothing of it is in the way.
/// <para>
/// A ZMTP greeting starts with FF, and that of an anonymous ZMTP 1.0 peer with 01; no HTTP method, preface of HTTP/2 or TLS record does. One octet must do:
/// libzmq sends ten and waits for ours.
/// </para>
/// </summary>
internal sealed class ProtocolSniffer(ConnectionDelegate http, ConnectionDelegate zmtp, TimeSpan timeout, TimeProvider clock)
{
    private const byte Greeting = 0xFF;
    private const byte GreetingOf10 = 0x01;

    internal Task OnConnectionAsync(ConnectionContext connection) =>
        connection.Transport.Input.TryRead(out var result) ? ChooseAsync(connection, result) : WaitAsync(connection);

    internal static bool IsZmtp(byte first) => first is Greeting or GreetingOf10;

    private async Task WaitAsync(ConnectionContext connection)
    {
        ReadResult? result = null;
        using (var late = new CancellationTokenSource(timeout, clock))
        {
            try
            {
                result = await connection.Transport.Input.ReadAsync(late.Token);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested)
            {
                // Silent clients are for HTTP, which has limits for them.
            }
        }
        await (result is null ? http(connection) : ChooseAsync(connection, result.Value));
    }

    private Task ChooseAsync(ConnectionContext connection, ReadResult result)
    {
        var isZmtp = new SequenceReader<byte>(result.Buffer).TryPeek(out var first) && IsZmtp(first);
        connection.Transport.Input.AdvanceTo(result.Buffer.Start);
        return isZmtp ? zmtp(connection) : http(connection);
    }
}
