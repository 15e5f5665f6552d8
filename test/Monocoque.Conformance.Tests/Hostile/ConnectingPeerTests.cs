using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;
using OctetMutator = Monocoque.Fuzz.Grammar.OctetMutator;

namespace Monocoque.Conformance.Hostile;

/// <summary>F-06 to F-09: what those who connect find there, and where they are asked to connect to.</summary>
public sealed class ConnectingPeerTests : HostileTest
{
    private static readonly CurveKeyPair s_serverKeys = ZmqCurve.GenerateKeyPair();
    private static readonly CurveKeyPair s_clientKeys = ZmqCurve.GenerateKeyPair();

    [Theory, Conformance("F-06", Pairings = Pairing.Us)]
    public async Task F06_an_address_that_is_none_is_refused_and_the_socket_is_as_good_as_before(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        var client = Open(pairing.First, ZmqSocketType.Dealer);
        var random = new Random(6);
        for (var i = 0; i < 3000; i++)
        {
            var text = Nonsense.OfAddress(random);
            if (ZmqAddress.TryParse(text, out _))
                continue;
            Assert.IsType<FormatException>(await Record.ExceptionAsync(() => client.ConnectAsync(text)));
        }
        var server = Open(pairing.First, ZmqSocketType.Dealer);
        await JoinAsync(Wire.Tcp, server, client);
        await StillTalkAsync(server, client);
    }

    [Theory, Conformance("F-07", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task F07_listeners_that_talk_nonsense_are_left_and_the_others_served(Pairing pairing, Wire wire)
    {
        var client = Open(pairing.First, ZmqSocketType.Dealer, Limits);
        var server = Open(pairing.First, ZmqSocketType.Dealer);
        await JoinAsync(wire, server, client);
        await MisleadAsync(client, Nonsense.OfNull);
        await StillTalkAsync(client, server);
    }

    [Theory, Conformance("F-08", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task F08_servers_without_the_key_get_nowhere_and_the_one_that_has_it_is_served(Pairing pairing, Wire wire)
    {
        var client = Open(pairing.First, ZmqSocketType.Dealer, options =>
        {
            Limits(options);
            (options.Security.Mechanism, options.Security.SecretKey, options.Security.ServerKey) = (ZmqMechanism.Curve, s_clientKeys.SecretKey, s_serverKeys.PublicKey);
        });
        var server = Open(pairing.First, ZmqSocketType.Dealer, static options =>
        {
            (options.Security.Mechanism, options.Security.AsServer, options.Security.SecretKey) = (ZmqMechanism.Curve, true, s_serverKeys.SecretKey);
            options.Security.AllowAnyClient = true;
        });
        await JoinAsync(wire, server, client);
        await MisleadAsync(client, static random => Nonsense.OfCurve(random, "WELCOME", 160));
        await StillTalkAsync(client, server);
    }

    [Theory, Conformance("F-09", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task F09_to_a_stream_every_octet_is_as_good_as_another(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        // A second attempt at the same listener would be heard among the octets of the next.
        var stream = Open(pairing.First, ZmqSocketType.Stream, static options => options.ReconnectInterval = Timeout.InfiniteTimeSpan);
        for (var i = 0; i < 40; i++)
        {
            using var listener = new RawListener();
            await stream.ConnectAsync(listener.Address);
            var octets = OctetMutator.Noise(new Random(i), 5000);
            using (var peer = await listener.AcceptAsync(Deadline))
                await peer.SendAsync(octets);
            Assert.Empty((await stream.ReceiveAsync())[1]);
            var heard = new List<byte>();
            while ((await stream.ReceiveAsync())[1] is { Length: > 0 } more)
                heard.AddRange(more);
            Assert.Equal(octets, heard);
        }
    }
}
