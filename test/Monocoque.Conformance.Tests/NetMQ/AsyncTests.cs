using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.NetMQ;

/// <summary>N-01, N-02: waiting without a thread, and giving up.</summary>
public sealed class AsyncTests : ConformanceTest
{
    [Theory, Conformance("N-01", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N01_a_receive_that_waits_gets_the_message_that_comes(Pairing pairing, Wire wire)
    {
        var receiver = Open(pairing.First, ZmqSocketType.Router);
        var sender = Open(pairing.Second, ZmqSocketType.Dealer, static o => o.RoutingId = "me");
        await JoinAsync(wire, receiver, sender);
        foreach (var message in new string[][] { ["one"], ["one", "two", "three"], [""], ["", "x", ""] })
        {
            var receiving = receiver.ReceiveTextAsync();
            Assert.False(receiving.IsCompleted);
            await sender.SendTextAsync(message);
            Assert.Equal(string.Join('|', message.Prepend("me")), await receiving);
        }
    }

    [Theory, Conformance("N-01", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N01_a_receive_that_is_given_up_takes_nothing(Pairing pairing, Wire wire)
    {
        var receiver = Open(pairing.First, ZmqSocketType.Dealer);
        var sender = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, receiver, sender);
        var native = (IZmqReceiver)((OurSocket)receiver).Native;
        using var stop = new CancellationTokenSource();
        var receiving = native.ReceiveAsync(stop.Token).AsTask();
        var watching = native.WaitToReceiveAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        Assert.Equal(stop.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving)).CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        await sender.SendTextAsync("still there");
        await receiver.ExpectAsync("still there");
    }

    [Theory, Conformance("N-02", Pairings = Pairing.UsUs)]
    public async Task N02_client_and_server_talk_by_numbers(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var server = Ours.CreateSocket<IServerSocket>();
        var clients = new[] { Ours.CreateSocket<IClientSocket>(), Ours.CreateSocket<IClientSocket>() };
        var address = await server.BindAsync(FreeAddress(wire), Deadline);
        foreach (var client in clients)
            await client.ConnectAsync($"{address}", Deadline);
        for (var i = 0; i < 10; i++)
        {
            await clients[i % 2].SendAsync($"{i}", Deadline);
            using var request = await server.ReceiveAsync(Deadline);
            Assert.Equal($"{i}", request.GetString(0));
            await server.SendAsync(request.RoutingId, ZmqMessage.Text($"reply {i}"), Deadline);
            Assert.Equal($"reply {i}", await clients[i % 2].ReceiveStringAsync(Deadline));
        }
    }

    [Theory, Conformance("N-02", Pairings = Pairing.UsUs)]
    public async Task N02_messages_can_be_enumerated_until_that_is_given_up(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var server = Ours.CreateSocket<IServerSocket>();
        var client = Ours.CreateSocket<IClientSocket>();
        await client.ConnectAsync($"{await server.BindAsync(FreeAddress(wire), Deadline)}", Deadline);
        for (var i = 0; i < 5; i++)
            await client.SendAsync($"{i}", Deadline);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var message in server.ReceiveAllAsync(stop.Token))
            {
                Assert.Equal($"{seen++}", message.GetString(0));
                message.Dispose();
                if (seen == 5)
                    await stop.CancelAsync();
            }
        });
        Assert.Equal(5, seen);
        await client.SendAsync("later", Deadline);
        Assert.Equal("later", await server.ReceiveStringAsync(Deadline));
    }

    [Theory, Conformance("N-02", Pairings = Pairing.UsUs)]
    public async Task N02_a_dish_that_waits_gets_what_its_group_is_sent(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var radio = Ours.CreateSocket<IRadioSocket>();
        var dish = Ours.CreateSocket<IDishSocket>();
        dish.Join("2");
        await dish.ConnectAsync($"{await radio.BindAsync(FreeAddress(wire), Deadline)}", Deadline);
        var receiving = dish.ReceiveAsync(Deadline).AsTask();
        // When the group is known at the other end cannot be seen.
        while (!receiving.IsCompleted)
        {
            await radio.SendAsync("1", ZmqMessage.Text("not for it"), Deadline);
            await radio.SendAsync("2", ZmqMessage.Text("hello"), Deadline);
            await Task.WhenAny(receiving, Task.Delay(2, Deadline));
        }
        using var message = await receiving;
        Assert.Equal(("2", "hello"), (message.Group, message.GetString(0)));
    }

    [Theory, Conformance("N-02", Pairings = Pairing.UsUs)]
    public async Task N02_scatter_deals_out_to_gathers_that_wait(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var scatter = Ours.CreateSocket<IScatterSocket>();
        var gathers = new[] { Ours.CreateSocket<IGatherSocket>(), Ours.CreateSocket<IGatherSocket>() };
        var address = await scatter.BindAsync(FreeAddress(wire), Deadline);
        foreach (var gather in gathers)
            await gather.ConnectAsync($"{address}", Deadline);
        await scatter.WaitForPeerAsync(2, Deadline);
        var receiving = gathers.Select(gather => gather.ReceiveStringAsync(Deadline).AsTask()).ToList();
        await scatter.SendAsync("1", Deadline);
        await scatter.SendAsync("2", Deadline);
        Assert.Equal(["1", "2"], (await Task.WhenAll(receiving)).Order(StringComparer.Ordinal));
    }
}
