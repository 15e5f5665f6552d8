using System.Buffers;
using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.NetMQ;

/// <summary>N-09, N-10: conveniences of sending and receiving, and PEER.</summary>
public sealed class ConvenienceTests : ConformanceTest
{
    [Theory, Conformance("N-09", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N09_texts_octets_and_frames_go_out_as_they_are(Pairing pairing, Wire wire)
    {
        var sender = Open(pairing.First, ZmqSocketType.Dealer);
        var receiver = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, receiver, sender);
        var native = (IDealerSocket)((OurSocket)sender).Native;
        await native.SendAsync("text", Deadline);
        await receiver.ExpectAsync("text");
        // Longer than what is sent of it.
        await native.SendAsync("octets and more"u8.ToArray().AsMemory(0, 6), Deadline);
        await receiver.ExpectAsync("octets");
        await native.SendAsync(3, static (writer, count) =>
        {
            for (var i = 0; i < count; i++)
                writer.Frame($"frame {i}");
            writer.Write("last"u8);
        }, Deadline);
        await receiver.ExpectAsync("frame 0", "frame 1", "frame 2", "last");
        await native.SendAsync(ZmqMessage.Text("a", "", "b"), Deadline);
        await receiver.ExpectAsync("a", "", "b");
        await native.SendAsync(ZmqMessage.Wrap("wrapped"u8.ToArray()), Deadline);
        await receiver.ExpectAsync("wrapped");
    }

    [Theory, Conformance("N-09", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N09_what_comes_is_read_as_text_frames_or_json(Pairing pairing, Wire wire)
    {
        var receiver = Open(pairing.First, ZmqSocketType.Dealer);
        var sender = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, receiver, sender);
        var native = (IDealerSocket)((OurSocket)receiver).Native;
        await sender.SendTextAsync("text");
        Assert.Equal("text", await native.ReceiveStringAsync(Deadline));
        await sender.SendTextAsync("""{"Number":42}""");
        Assert.Equal(new Payload(42), await native.ReceiveJsonAsync<Payload>(cancellationToken: Deadline));
        await sender.SendTextAsync("a", "", "b");
        using var message = await native.ReceiveAsync(Deadline);
        Assert.Equal(3, message.Count);
        Assert.Equal(("a", "", "b"), (message.GetString(0), message.GetString(1), message.GetString(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => message[3]);
    }

    [Theory, Conformance("N-09", Pairings = Pairing.Us)]
    public void N09_what_could_not_be_sent_is_still_the_callers(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var socket = Ours.CreateSocket<IDealerSocket>();
        var message = ZmqMessage.Text("mine");
        Assert.False(socket.TrySend(message));
        Assert.Equal("mine", message.GetString(0));
        message.Dispose();
        Assert.Throws<ObjectDisposedException>(() => socket.TrySend(message));
        Assert.Throws<ArgumentException>(() => socket.TrySend(default));
    }

    [Theory, Conformance("N-09", Pairings = Pairing.UsUs)]
    public async Task N09_a_message_is_shared_detached_and_sent_on(Pairing pairing, Wire wire)
    {
        var one = Open(pairing.First, ZmqSocketType.Dealer);
        var other = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, other, one);
        var (here, there) = ((IDealerSocket)((OurSocket)one).Native, (IDealerSocket)((OurSocket)other).Native);
        var original = ZmqMessage.Text("shared", "twice");
        await here.SendAsync(original.Share(), Deadline);
        await here.SendAsync(original, Deadline);
        using var first = await there.ReceiveAsync(Deadline);
        var kept = first.Detach();
        Assert.Equal("shared", kept.GetString(0));
        await there.SendAsync(await there.ReceiveAsync(Deadline), Deadline);
        await one.ExpectAsync("shared", "twice");
        Assert.Equal("twice", kept.GetString(1));
        kept.Dispose();
    }

    [Theory, Conformance("N-10", Pairings = Pairing.UsUs)]
    public async Task N10_messages_of_several_frames_are_refused_and_nothing_else_is_harmed(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var one = Ours.CreateSocket<IPeerSocket>();
        var other = Ours.CreateSocket<IPeerSocket>();
        var id = await one.ConnectPeerAsync($"{await other.BindAsync(FreeAddress(wire), Deadline)}", Deadline);
        using var several = ZmqMessage.Text("a", "b");
        await Assert.ThrowsAsync<ArgumentException>(() => one.SendAsync(id, several, Deadline).AsTask());
        Assert.Throws<ArgumentException>(() => one.TrySend(id, several));
        Assert.Equal("a", several.GetString(0));
        await one.SendAsync(id, ZmqMessage.Text("alone"), Deadline);
        Assert.Equal("alone", await other.ReceiveStringAsync(Deadline));
    }

    [Theory, Conformance("N-10", Pairings = Pairing.UsUs)]
    public async Task N10_a_peer_that_is_unreachable_is_an_error_and_the_others_are_reached(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var one = Ours.CreateSocket<IPeerSocket>();
        var other = Ours.CreateSocket<IPeerSocket>();
        var id = await one.ConnectPeerAsync($"{await other.BindAsync(FreeAddress(wire), Deadline)}", Deadline);
        using (var lost = ZmqMessage.Text("lost"))
            await FailsAsync(ZmqError.HostUnreachable, () => one.SendAsync(id + 17, lost, Deadline).AsTask());
        await one.SendAsync(id, ZmqMessage.Text("question"), Deadline);
        using var question = await other.ReceiveAsync(Deadline);
        await other.SendAsync(question.RoutingId, ZmqMessage.Text("answer"), Deadline);
        Assert.Equal("answer", await one.ReceiveStringAsync(Deadline));
        await one.DisconnectPeerAsync(id);
        using var late = ZmqMessage.Text("late");
        await FailsAsync(ZmqError.HostUnreachable, () => one.SendAsync(id, late, Deadline).AsTask());
    }

    private sealed record Payload(int Number);
}
