using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Drafts;

/// <summary>C-084 to C-088: CLIENT, SERVER, PEER, CHANNEL, SCATTER and GATHER.</summary>
public sealed class NumberedPeerTests : DraftTest
{
    [Theory, Conformance("C-084", Pairings = Pairing.UsUs)]
    public async Task C084_a_server_answers_its_clients_by_their_numbers(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var server = Ours.CreateSocket<IServerSocket>();
        var clients = new[] { Ours.CreateSocket<IClientSocket>(), Ours.CreateSocket<IClientSocket>() };
        await JoinAsync(wire, server, clients);
        var numbers = new HashSet<uint>();
        for (var i = 0; i < clients.Length; i++)
        {
            await clients[i].SendAsync($"{i}", Deadline);
            var number = await ExpectFromAsync(server, $"{i}");
            Assert.NotEqual(0u, number);
            Assert.True(numbers.Add(number));
            await server.SendAsync(number, ZmqMessage.Text($"answer {i}"), Deadline);
            await ExpectAsync(clients[i], $"answer {i}");
        }
        await FailsAsync(ZmqError.HostUnreachable, () => server.SendAsync(numbers.Max() + 1, ZmqMessage.Text("x"), Deadline).AsTask());
    }

    [Theory, Conformance("C-084", Pairings = Pairing.UsUs)]
    public async Task C084_their_messages_have_one_frame(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var server = Ours.CreateSocket<IServerSocket>();
        var client = Ours.CreateSocket<IClientSocket>();
        await JoinAsync(wire, server, client);
        await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(ZmqMessage.Text("a", "b"), Deadline).AsTask());
        await client.SendAsync("one", Deadline);
        var number = await ExpectFromAsync(server, "one");
        await Assert.ThrowsAsync<ArgumentException>(() => server.SendAsync(number, ZmqMessage.Text("a", "b"), Deadline).AsTask());
        await server.SendAsync(number, ZmqMessage.Text("one"), Deadline);
        await ExpectAsync(client, "one");
    }

    [Theory, Conformance("C-085", Pairings = Pairing.UsUs)]
    public async Task C085_connecting_a_peer_gives_its_number(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var called = Ours.CreateSocket<IPeerSocket>();
        var caller = Ours.CreateSocket<IPeerSocket>();
        var address = (await called.BindAsync(FreeAddress(wire), Deadline)).ToString();
        var number = await caller.ConnectPeerAsync(address, Deadline);
        Assert.NotEqual(0u, number);
        await caller.SendAsync(number, ZmqMessage.Text("hello"), Deadline);
        await called.SendAsync(await ExpectFromAsync(called, "hello"), ZmqMessage.Text("hello yourself"), Deadline);
        Assert.Equal(number, await ExpectFromAsync(caller, "hello yourself"));
        await Assert.ThrowsAsync<ArgumentException>(() => caller.SendAsync(number, ZmqMessage.Text("a", "b"), Deadline).AsTask());
    }

    [Theory, Conformance("C-086", Pairings = Pairing.UsUs)]
    public async Task C086_disconnecting_a_peer_drops_that_one_alone(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var called = Ours.CreateSocket<IPeerSocket>();
        var address = (await called.BindAsync(FreeAddress(wire), Deadline)).ToString();
        var callers = new[] { Ours.CreateSocket<IPeerSocket>(), Ours.CreateSocket<IPeerSocket>() };
        var numbers = new List<uint>();
        foreach (var caller in callers)
        {
            await caller.SendAsync(await caller.ConnectPeerAsync(address, Deadline), ZmqMessage.Text("hello"), Deadline);
            numbers.Add(await ExpectFromAsync(called, "hello"));
        }
        await called.DisconnectPeerAsync(numbers[0]);
        var error = await Assert.ThrowsAsync<ZmqException>(() => called.SendAsync(numbers[0], ZmqMessage.Text("x"), Deadline).AsTask());
        Assert.Equal(ZmqError.HostUnreachable, error.Error);
        await called.SendAsync(numbers[1], ZmqMessage.Text("still here"), Deadline);
        await ExpectFromAsync(callers[1], "still here");
        error = await Assert.ThrowsAsync<ZmqException>(() => called.DisconnectPeerAsync(numbers[0]).AsTask());
        Assert.Equal(ZmqError.HostUnreachable, error.Error);
    }

    [Theory, Conformance("C-087", Pairings = Pairing.UsUs)]
    public async Task C087_channels_speak_with_one_another_in_single_frames(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var one = Ours.CreateSocket<IChannelSocket>();
        var other = Ours.CreateSocket<IChannelSocket>();
        await JoinAsync(wire, one, other);
        await Assert.ThrowsAsync<ArgumentException>(() => one.SendAsync(ZmqMessage.Text("a", "b"), Deadline).AsTask());
        await one.SendAsync("there", Deadline);
        await ExpectAsync(other, "there");
        await other.SendAsync("back", Deadline);
        await ExpectAsync(one, "back");
    }

    [Theory, Conformance("C-088", Pairings = Pairing.UsUs)]
    public async Task C088_scatter_goes_round_the_gathers_in_single_frames(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var scatter = Ours.CreateSocket<IScatterSocket>();
        var gathers = new[] { Ours.CreateSocket<IGatherSocket>(), Ours.CreateSocket<IGatherSocket>() };
        await JoinAsync(wire, scatter, gathers);
        await Assert.ThrowsAsync<ArgumentException>(() => scatter.SendAsync(ZmqMessage.Text("a", "b"), Deadline).AsTask());
        for (var i = 0; i < 6; i++)
            await scatter.SendAsync($"{i}", Deadline);
        for (var i = 0; i < 6; i++)
            await ExpectAsync(gathers[i % 2], $"{i}");
    }
}
