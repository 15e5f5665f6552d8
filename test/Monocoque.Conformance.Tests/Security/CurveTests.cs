using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Security;

/// <summary>C-070: who comes into a CURVE server, and what it makes of commands that break the protocol.</summary>
public sealed class CurveTests : SecurityTest
{
    private static readonly string s_zeros = Z85.Encode(new byte[32]);

    [Theory, Conformance("C-070", Wires = Wire.Network)]
    public async Task C070_good_keys_come_in_and_others_do_not(Pairing pairing, Wire wire)
    {
        var (server, address) = await ServeAsync(pairing, wire);
        var other = ZmqCurve.GenerateKeyPair();
        await DeniesAsync(address, server, OpenClient(pairing.Second, CurveClient(other.SecretKey, ServerKeys.PublicKey)));
        await DeniesAsync(address, server, OpenClient(pairing.Second, CurveClient(s_zeros, ServerKeys.PublicKey)));
        var failure = await RefusesAsync(address, server, OpenClient(pairing.Second, CurveClient(ClientKeys.SecretKey, other.PublicKey)));
        Assert.Equal((int)ZmqProtocolError.Cryptographic, failure.Value);
        await ServesAsync(address, server, OpenClient(pairing.Second, CurveClient));
    }

    [Theory, Conformance("C-070", Wires = Wire.Network)]
    public async Task C070_a_server_key_of_zeros_leads_nowhere(Pairing pairing, Wire wire)
    {
        var (server, address) = await ServeAsync(pairing, wire);
        await RefusesAsync(address, server, OpenClient(pairing.Second, CurveClient(ClientKeys.SecretKey, s_zeros)));
        await ServesAsync(address, server, OpenClient(pairing.Second, CurveClient));
    }

    [Theory, Conformance("C-070", Wires = Wire.Network)]
    public async Task C070_clients_of_other_mechanisms_do_not_come_in(Pairing pairing, Wire wire)
    {
        var (server, address) = await ServeAsync(pairing, wire);
        Assert.Equal(ZmqEventKind.HandshakeFailed, (await RefusesAsync(address, server, OpenClient(pairing.Second))).Kind);
        Assert.Equal(ZmqEventKind.HandshakeFailed, (await RefusesAsync(address, server, OpenClient(pairing.Second, PlainClient()))).Kind);
        await ServesAsync(address, server, OpenClient(pairing.Second, CurveClient));
    }

    [Theory, Conformance("C-070", Wires = Wire.Network)]
    public async Task C070_a_message_before_the_handshake_is_not_heard(Pairing pairing, Wire wire)
    {
        var (server, address) = await ServeAsync(pairing, wire);
        await IsDisturbedAsync(address);
        using (var stranger = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline))
        {
            var events = await server.WatchAsync();
            var greeting = RawPeer.Greeting;
            "CURVE"u8.CopyTo(greeting.AsSpan(12));
            await stranger.SendAsync([.. greeting, .. RawPeer.Encode("let me in")]);
            await stranger.ReadToEndAsync();
            await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        }
        await ServesAsync(address, server, OpenClient(pairing.Second, CurveClient));
    }

    [Theory, Conformance("C-070", Wires = Wire.Tcp)]
    public async Task C070_a_spoiled_hello_costs_its_client_the_connection(Pairing pairing, Wire wire)
    {
        var (server, address) = await ServeAsync(pairing, wire);
        await SpoilAsync(pairing, server, address, 0, ZmqProtocolError.MalformedHello, static body => body[..^1]);
        await SpoilAsync(pairing, server, address, 0, ZmqProtocolError.UnexpectedCommand, static body => Flip(body, "HELLO".Length));
        await SpoilAsync(pairing, server, address, 0, ZmqProtocolError.MalformedHello, static body => Flip(body, "HELLO".Length + 1));
        await SpoilAsync(pairing, server, address, 0, ZmqProtocolError.Cryptographic, static body => Flip(body, body.Length - 1));
        await ServesAsync(address, server, OpenClient(pairing.Second, CurveClient));
    }

    [Theory, Conformance("C-070", Wires = Wire.Tcp)]
    public async Task C070_a_spoiled_initiate_costs_its_client_the_connection(Pairing pairing, Wire wire)
    {
        var (server, address) = await ServeAsync(pairing, wire);
        await SpoilAsync(pairing, server, address, 1, ZmqProtocolError.MalformedInitiate, static body => body[..100]);
        await SpoilAsync(pairing, server, address, 1, ZmqProtocolError.UnexpectedCommand, static body => Flip(body, "INITIATE".Length));
        await SpoilAsync(pairing, server, address, 1, ZmqProtocolError.Cryptographic, static body => Flip(body, "INITIATE".Length + 50));
        await SpoilAsync(pairing, server, address, 1, ZmqProtocolError.Cryptographic, static body => Flip(body, body.Length - 1));
        await ServesAsync(address, server, OpenClient(pairing.Second, CurveClient));
    }

    private static byte[] Flip(byte[] body, int index)
    {
        body[index] ^= 2;
        return body;
    }

    private async Task<(ITestSocket Server, string Address)> ServeAsync(Pairing pairing, Wire wire)
    {
        await JudgeAsync(pairing.First);
        var server = OpenServer(pairing.First, CurveServer);
        return (server, await server.BindAsync(FreeAddress(wire)));
    }

    /// <summary>A client whose command of that number is spoiled on its way is refused for that reason.</summary>
    private async Task SpoilAsync(Pairing pairing, ITestSocket server, string address, int command, ZmqProtocolError error, Func<byte[], byte[]> spoil)
    {
        using var relay = new SpoilingRelay();
        var relaying = relay.RunAsync(address, command, spoil, Deadline);
        var failure = await RefusesAsync(relay.Address, server, OpenClient(pairing.Second, CurveClient));
        Assert.Equal((ZmqEventKind.HandshakeFailed, error), (failure.Kind, (ZmqProtocolError)failure.Value));
        await relaying;
    }
}
