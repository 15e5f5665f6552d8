using System.Text;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>What a web server may answer to a request for a WebSocket that is no agreement.</summary>
public sealed class WebSocketAnswerTests : SocketTest
{
    private const string Agreed = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: ZWS2.0/NULL";

    [Theory]
    [InlineData(Agreed + "\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData(Agreed)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0")]
    [InlineData("SSH-2.0-OpenSSH_9.2")]
    public async Task An_answer_that_does_not_prove_to_be_one_to_the_request_is_no_connection(string answer)
    {
        await using var dealer = Create<IDealerSocket>();
        await using var events = new EventRecorder(dealer, Token);
        using var listener = new RawListener();
        dealer.Connect($"ws://127.0.0.1:{listener.Port}/zmq");
        using var peer = await listener.AcceptAsync(Token);
        for (var head = ""; !head.EndsWith("\r\n\r\n", StringComparison.Ordinal);)
            head += (char)(await peer.ReadAsync(1))[0];
        await peer.SendAsync(Encoding.ASCII.GetBytes($"{answer}\r\n\r\n"));
        Assert.Equal(ZmqProtocolError.WsUnspecified, (await events.WaitForAsync(ZmqEventKind.HandshakeFailed)).ProtocolError);
        await events.WaitForAsync(ZmqEventKind.ConnectRetried);
        Assert.Equal(1, CountersOf(dealer).HandshakesFailed);
        Assert.Equal(0, Core(dealer).PeerCount);
    }
}
