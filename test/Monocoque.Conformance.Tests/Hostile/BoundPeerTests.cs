using System.Collections.Concurrent;
using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;
using OctetMutator = Monocoque.Fuzz.Grammar.OctetMutator;

namespace Monocoque.Conformance.Hostile;

/// <summary>F-01, F-02, F-04: what comes to those who listen, and what they are asked to listen at.</summary>
public sealed class BoundPeerTests : HostileTest
{
    [Theory, Conformance("F-01", Pairings = Pairing.Us)]
    public async Task F01_an_address_that_is_none_is_refused_and_the_socket_is_as_good_as_before(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        var server = Open(pairing.First, ZmqSocketType.Dealer);
        var random = new Random(1);
        for (var i = 0; i < 3000; i++)
        {
            var text = Nonsense.OfAddress(random);
            // What is an address after all might be one that somebody else needs.
            if (ZmqAddress.TryParse(text, out _))
                continue;
            Assert.IsType<FormatException>(await Record.ExceptionAsync(() => server.BindAsync(text)));
        }
        var client = Open(pairing.First, ZmqSocketType.Dealer);
        await JoinAsync(Wire.Tcp, server, client);
        await StillTalkAsync(server, client);
    }

    [Theory, Conformance("F-02", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task F02_nonsense_costs_whoever_says_it_the_connection_and_nobody_else_anything(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer, Limits);
        var client = Open(pairing.First, ZmqSocketType.Dealer);
        var address = await JoinAsync(wire, server, client);
        await TalkAsync(address, Nonsense.OfNull);
        await StillTalkAsync(server, client);
    }

    [Theory, Conformance("F-04", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task F04_to_a_stream_every_octet_is_as_good_as_another(Pairing pairing, Wire wire)
    {
        const int Count = 40;
        var stream = Open(pairing.First, ZmqSocketType.Stream);
        var address = await stream.BindAsync(FreeAddress(wire));
        var said = new ConcurrentBag<string>();
        var talking = Task.WhenAll(Enumerable.Range(0, Count).Select(async i =>
        {
            var octets = OctetMutator.Noise(new Random(i), 5000);
            said.Add(Convert.ToHexString(octets));
            using var stranger = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline);
            await stranger.SendAsync(octets);
        }));
        var heard = new Dictionary<string, List<byte>>(StringComparer.Ordinal);
        for (var gone = 0; gone < Count;)
        {
            var message = await stream.ReceiveAsync();
            var name = Convert.ToHexString(message[0]);
            if (message[1].Length == 0 && !heard.TryAdd(name, []))
                gone++;
            heard[name].AddRange(message[1]);
        }
        await talking;
        Assert.Equal(said.Order(StringComparer.Ordinal), heard.Values.Select(static octets => Convert.ToHexString([.. octets])).Order(StringComparer.Ordinal));
    }
}
