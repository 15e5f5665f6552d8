using System.Text;
using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Drafts;

/// <summary>C-091 to C-093: messages that mark the beginning and the end of connections. libzmq takes them as any other.</summary>
public sealed class NoticeTests : DraftTest
{
    [Theory, Conformance("C-091", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C091_hello_comes_before_all_others(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router, static o => o.HelloMessage = "hello"u8.ToArray());
        var dealer = Open(pairing.Second, ZmqSocketType.Dealer, static o => o.RoutingId = "dealer");
        await JoinAsync(wire, router, dealer);
        await dealer.SendTextAsync("question");
        await router.ExpectAsync("dealer", "question");
        await router.SendTextAsync("dealer", "answer");
        await dealer.ExpectAsync("hello");
        await dealer.ExpectAsync("answer");
    }

    [Theory, Conformance("C-091", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C091_hello_is_sent_by_who_connects_too_and_before_what_was_queued_for_a_late_bind(Pairing pairing, Wire wire)
    {
        var address = AddressOfNobody(wire);
        var dealer = Open(pairing.First, ZmqSocketType.Dealer, static o =>
        {
            o.HelloMessage = "hello"u8.ToArray();
            o.RoutingId = "dealer";
            o.ReconnectInterval = TimeSpan.FromMilliseconds(10);
        });
        await dealer.ConnectAsync(address);
        await dealer.SendTextAsync("queued");
        var router = Open(pairing.Second, ZmqSocketType.Router);
        await router.BindAsync(address);
        await router.ExpectAsync("dealer", "hello");
        await router.ExpectAsync("dealer", "queued");
    }

    [Theory, Conformance("C-092", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C092_hiccup_tells_that_a_connection_was_lost(Pairing pairing, Wire wire)
    {
        var dealer = Open(pairing.First, ZmqSocketType.Dealer, static o => o.HiccupMessage = "hiccup"u8.ToArray());
        var peer = Open(pairing.Second, ZmqSocketType.Dealer, static o => o.Linger = TimeSpan.FromSeconds(20));
        await JoinAsync(wire, peer, dealer);
        await peer.SendTextAsync("last");
        await peer.DisposeAsync();
        await dealer.ExpectAsync("last");
        await dealer.ExpectAsync("hiccup");
    }

    [Theory, Conformance("C-093", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C093_the_disconnect_message_tells_that_a_peer_has_gone(Pairing pairing, Wire wire)
    {
        foreach (var isExplicit in new[] { false, true })
        {
            await using var router = Open(pairing.First, ZmqSocketType.Router, static o => o.DisconnectMessage = "gone"u8.ToArray());
            await using var dealer = Open(pairing.Second, ZmqSocketType.Dealer, static o => o.RoutingId = "dealer");
            var address = await JoinAsync(wire, router, dealer);
            await dealer.SendTextAsync("last");
            await router.ExpectAsync("dealer", "last");
            var end = router.ExpectAsync("dealer", "gone");
            if (isExplicit)
                await dealer.DisconnectAsync(address);
            else
                await dealer.DisposeAsync();
            // A libzmq socket goes on with disconnecting while it is called.
            while (isExplicit && !end.IsCompleted)
                await dealer.TryReceiveAsync(TimeSpan.FromMilliseconds(5));
            await end;
        }
    }

    [Theory, Conformance("C-093", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C093_a_server_is_told_under_the_number_of_the_client(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsOctets, pairing);
        var server = Ours.CreateSocket<IServerSocket>(static o => o.DisconnectMessage = "gone"u8.ToArray());
        uint number;
        using (var client = await RawPeer.ConnectAsync(await server.BindAsync(FreeAddress(wire), Deadline), Deadline))
        {
            await client.ShakeHandsAsync("CLIENT");
            await client.SendMessageAsync("last");
            number = await ExpectFromAsync(server, "last");
        }
        using var gone = await server.ReceiveAsync(Deadline);
        Assert.Equal((number, "gone"), (gone.RoutingId, Encoding.UTF8.GetString(gone.First.Span)));
    }
}
