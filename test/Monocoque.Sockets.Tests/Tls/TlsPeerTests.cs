using System.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Tls;

/// <summary>Peers that are not ours, and peers that end in the middle.</summary>
public sealed class TlsPeerTests : TlsSocketTest
{
    [Fact]
    public async Task Client_of_openssl_is_served()
    {
        var authority = FreePath();
        await File.WriteAllTextAsync(authority, Authority.Authority.ExportCertificatePem(), Token);
        var rep = Create<IRepSocket>(Server);
        var port = ZmqAddress.Parse(await BindTlsAsync(rep)).Port;
        using var client = Process.Start(new ProcessStartInfo(
            "openssl", $"s_client -quiet -verify_return_error -verify_ip 127.0.0.1 -CAfile {authority} -connect 127.0.0.1:{port}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var input = client.StandardInput.BaseStream;
            await input.WriteAsync((byte[])[.. RawPeer.Greeting, .. RawPeer.Ready("REQ"), .. RawPeer.Encode("", "question")], Token);
            await input.FlushAsync(Token);
            Assert.Equal("question", await ReceiveAsync(rep));
            await SendAsync(rep, "answer");
            var expected = RawPeer.Encode("", "answer");
            var answer = new List<byte>();
            var octet = new byte[1];
            while (!answer.TakeLast(expected.Length).SequenceEqual(expected))
            {
                await client.StandardOutput.BaseStream.ReadExactlyAsync(octet, Token);
                answer.Add(octet[0]);
            }
            Assert.Equal(0xFF, answer[0]);
        }
        finally
        {
            client.Kill();
            await client.WaitForExitAsync(Token);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Peer_that_ends_its_side_gets_an_end_and_what_it_sent_has_arrived(bool saysSo)
    {
        var pull = Create<IPullSocket>(Server);
        await using var events = new EventRecorder(pull, Token);
        using var peer = await SecureAsync(pull, "PUSH");
        for (var i = 0; i < 100; i++)
            await peer.SendMessageAsync($"{i}");
        await peer.EndSendingAsync(saysSo);
        for (var i = 0; i < 100; i++)
            Assert.Equal($"{i}", await ReceiveAsync(pull));
        Assert.Null((await events.WaitForAsync(ZmqEventKind.Disconnected)).ProtocolError);
        Assert.Equal(0, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Peers_that_are_killed_or_break_tls_cost_nobody_else_anything()
    {
        var rep = Create<IRepSocket>(Server);
        await using var events = new EventRecorder(rep, Token);
        var address = await BindTlsAsync(rep);
        var req = Create<IReqSocket>(Client);
        await req.ConnectAsync(address, Token);
        using (var killed = await SecureAsync(address, "REQ"))
            killed.Reset();
        using (var broken = await SecureAsync(address, "REQ"))
        {
            await broken.SendPlainAsync([23, 3, 3, 0, 32, .. new byte[32]]);
            await events.WaitForAsync(ZmqEventKind.Disconnected);
            await events.WaitForAsync(ZmqEventKind.Disconnected);
        }
        using (var half = await DialAsync(ZmqAddress.Parse(address)))
        {
            // The beginning of a ClientHello.
            await half.SendAsync([22, 3, 1, 2, 0, 1]);
            half.Reset();
            await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        }
        await SendAsync(req, "still served");
        Assert.Equal("still served", await ReceiveAsync(rep));
        Assert.Equal(1, Core(rep).PeerCount);
    }

    [Fact]
    public async Task Server_that_is_not_ours_is_spoken_to()
    {
        using var listener = new RawListener();
        var push = Create<IPushSocket>(Client);
        push.Connect($"tls+tcp://localhost:{listener.Port}");
        using var peer = await listener.AcceptAsync(Token);
        await peer.AcceptTlsAsync(ServerCertificate);
        await peer.ShakeHandsAsync("PULL");
        await SendAsync(push, "hello", "world");
        Assert.Equal("hello|world", await peer.ReadMessageAsync());
    }

    private async Task<RawPeer> SecureAsync(IZmqSocket socket, string type) => await SecureAsync(await BindTlsAsync(socket), type);
}
