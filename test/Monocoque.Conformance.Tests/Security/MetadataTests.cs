using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Monocoque.Conformance.Support;
using Monocoque.Interop.LibZmq;

namespace Monocoque.Conformance.Security;

/// <summary>C-075, C-076: what a message says of its sender.</summary>
public sealed class MetadataTests : SecurityTest
{
    [Theory, Conformance("C-075", Wires = Wire.Tcp)]
    public async Task C075_what_the_handler_said_can_be_read_from_every_message(Pairing pairing, Wire wire)
    {
        byte[] metadata = [5, .. "Hello"u8, 0, 0, 0, 5, .. "World"u8];
        await JudgeAsync(pairing.First, request => ZapHandler.Reply(request, "200", "anonymous", metadata));
        foreach (var type in new[] { ZmqSocketType.Dealer, ZmqSocketType.Router })
        {
            var server = OpenServer(pairing.First, static o => o.Security.ZapDomain = Domain, type);
            var client = OpenClient(pairing.Second);
            await JoinAsync(wire, server, client);
            await client.SendTextAsync("one");
            await client.SendTextAsync("two", "frames");
            for (var i = 0; i < 2; i++)
            {
                var properties = await ReadPropertiesAsync(server, "User-Id", "Hello", "Socket-Type", "Peer-Address", "X-Nobody");
                Assert.Equal<IEnumerable<string?>>(["anonymous", "World", "DEALER", "127.0.0.1", null], properties);
            }
        }
    }

    [Theory, Conformance("C-076", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Network)]
    public async Task C076_properties_of_the_application_reach_the_peer(Pairing pairing, Wire wire)
    {
        var sender = Open(pairing.First, ZmqSocketType.Dealer, static o =>
        {
            o.Metadata["X-hello"] = "hello";
            o.Metadata["X-empty"] = "";
            o.Metadata["X-long"] = new string('x', 1000);
        });
        var receiver = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, sender, receiver);
        await sender.SendTextAsync("text");
        Assert.Equal<IEnumerable<string?>>(["hello", "", new string('x', 1000), null], await ReadPropertiesAsync(receiver, "X-hello", "X-empty", "X-long", "X-other"));
    }

    [Theory, Conformance("C-076", Pairings = Pairing.Us)]
    public void C076_names_that_are_not_of_the_application_are_refused(Pairing pairing, Wire wire)
    {
        Assert.Equal((Side.Us, Wire.None), (pairing.First, wire));
        foreach (var name in new[] { "", "hello", "X-", "X-a:b", "Identity", "X-" + new string('x', 254) })
        {
            var error = Assert.Throws<OptionsValidationException>(() => Ours.CreateSocket<IDealerSocket>(o => o.Metadata[name] = "x"));
            Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Receives a message and reads of it properties that libzmq's <c>zmq_msg_gets</c> knows.</summary>
    private async Task<string?[]> ReadPropertiesAsync(ITestSocket socket, params string[] names)
    {
        if (socket is TheirSocket theirs)
        {
            return await theirs.Native.RunAsync(handle =>
            {
                Assert.NotNull(handle.Receive(LibZmqSocket.Patience));
                return names.Select(handle.GetProperty).ToArray();
            });
        }
        using var message = await ((IZmqReceiver)((OurSocket)socket).Native).ReceiveAsync(Deadline);
        var peer = message.Peer!;
        return [.. names.Select(name => Read(peer, name))];
    }

    private static string? Read(ZmqPeer peer, string name)
    {
        if (name == "Peer-Address")
            return ((IPEndPoint)peer.RemoteEndPoint!).Address.MapToIPv4().ToString();
        return peer.Metadata.TryGetValue(name, out var value) ? Encoding.UTF8.GetString(value.Span) : null;
    }
}
