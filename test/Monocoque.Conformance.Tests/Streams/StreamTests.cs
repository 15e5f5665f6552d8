using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Streams;

/// <summary>C-080 to C-083: octets without ZMTP.</summary>
public sealed class StreamTests : ConformanceTest
{
    [Theory, Conformance("C-080", Wires = Wire.Tcp)]
    public async Task C080_a_stream_speaks_ZMTP_by_hand_to_a_dealer(Pairing pairing, Wire wire)
    {
        var stream = Open(pairing.First, ZmqSocketType.Stream);
        var dealer = Open(pairing.Second, ZmqSocketType.Dealer);
        await stream.ConnectAsync(await dealer.BindAsync(FreeAddress(wire)));
        var notice = await stream.ReceiveAsync();
        Assert.Empty(notice[1]);
        await stream.SendAsync(notice[0], [.. RawPeer.Greeting, .. RawPeer.Ready("DEALER")]);
        var greeting = await CollectAsync(stream, 64 + 2);
        Assert.Equal("FF00000000000000017F03", Convert.ToHexString(greeting.AsSpan(0, 11)));
        Assert.Equal("4E554C4C", Convert.ToHexString(greeting.AsSpan(12, 4)));
        var missing = 66 + greeting[65] - greeting.Length;
        byte[] ready = missing > 0 ? [.. greeting, .. await CollectAsync(stream, missing)] : greeting;
        Assert.Contains("READY", System.Text.Encoding.Latin1.GetString(ready, 64, ready.Length - 64), StringComparison.Ordinal);

        await dealer.SendTextAsync("Hello", "World");
        Assert.Equal("0105" + Hex("Hello") + "0005" + Hex("World"), Convert.ToHexString(await CollectAsync(stream, 14)));
        await stream.SendAsync(notice[0], RawPeer.Encode("back", "again"));
        await dealer.ExpectAsync("back", "again");
    }

    [Theory, Conformance("C-080", Wires = Wire.Tcp)]
    public async Task C080_streams_exchange_octets(Pairing pairing, Wire wire)
    {
        var (one, toOther, other, toOne) = await JoinStreamsAsync(pairing, wire);
        await one.SendAsync(toOther, "Hello"u8.ToArray());
        Assert.Equal("Hello"u8.ToArray(), await CollectAsync(other, 5));
        await other.SendAsync(toOne, "World"u8.ToArray());
        Assert.Equal("World"u8.ToArray(), await CollectAsync(one, 5));
    }

    [Theory, Conformance("C-081", Wires = Wire.Tcp)]
    public async Task C081_an_empty_message_closes_and_both_ends_are_told(Pairing pairing, Wire wire)
    {
        var (one, toOther, other, toOne) = await JoinStreamsAsync(pairing, wire);
        await other.SendAsync(toOne, "last words"u8.ToArray());
        Assert.Equal("last words"u8.ToArray(), await CollectAsync(one, 10));
        await one.SendAsync(toOther, Frames.Empty);
        // A libzmq socket goes on with closing while it is called.
        var end = other.ReceiveAsync();
        while (!end.IsCompleted)
            await one.TryReceiveAsync(TimeSpan.FromMilliseconds(5));
        Frames.AssertEqual([toOne, Frames.Empty], await end);
    }

    [Theory, Conformance("C-081", Wires = Wire.Tcp)]
    public async Task C081_the_end_of_the_other_is_told(Pairing pairing, Wire wire)
    {
        var (one, toOther, other, toOne) = await JoinStreamsAsync(pairing, wire);
        Assert.Equal(5, toOne.Length);
        await other.DisposeAsync();
        Frames.AssertEqual([toOther, Frames.Empty], await one.ReceiveAsync());
        // libzmq says so some time later.
        if (pairing.First == Side.Us)
            await FailsAsync(ZmqError.HostUnreachable, () => one.SendAsync(toOther, "too late"u8.ToArray()));
    }

    [Theory, Conformance("C-082", Wires = Wire.Tcp)]
    public async Task C082_an_empty_message_closes_the_peer_it_names_and_no_other(Pairing pairing, Wire wire)
    {
        var stream = Open(pairing.First, ZmqSocketType.Stream);
        var address = await stream.BindAsync(FreeAddress(wire));
        var dealers = new[] { Open(pairing.Second, ZmqSocketType.Dealer), Open(pairing.Second, ZmqSocketType.Dealer) };
        var events = await dealers[0].WatchAsync();
        var ids = new List<byte[]>();
        foreach (var dealer in dealers)
        {
            await dealer.ConnectAsync(address);
            var notice = await stream.ReceiveAsync();
            Assert.Empty(notice[1]);
            ids.Add(notice[0]);
            await CollectAsync(stream, 10);
        }
        await stream.SendAsync(ids[0], Frames.Empty);
        var end = events.WaitForAsync(ZmqEventKind.HandshakeFailed, ZmqEventKind.Disconnected);
        // A libzmq socket goes on with closing while it is called.
        while (!end.IsCompleted)
            await stream.TryReceiveAsync(TimeSpan.FromMilliseconds(5));
        await end;
        events = await dealers[1].WatchAsync();
        await stream.SendAsync(ids[1], [.. RawPeer.Greeting, .. RawPeer.Ready("DEALER")]);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await stream.SendAsync(ids[1], RawPeer.Encode("still here"));
        await dealers[1].ExpectAsync("still here");
    }

    [Theory, Conformance("C-083", Wires = Wire.Tcp)]
    public async Task C083_one_octet_more_than_the_buffer_holds_arrives_whole(Pairing pairing, Wire wire)
    {
        var (one, toOther, other, toOne) = await JoinStreamsAsync(pairing, wire);
        foreach (var size in new[] { 8191, 8192, 8193, 65_537 })
        {
            var body = Frames.Body(size);
            await one.SendAsync(toOther, body);
            Frames.AssertEqual([body], [await CollectAsync(other, size)]);
            await other.SendAsync(toOne, body);
            Frames.AssertEqual([body], [await CollectAsync(one, size)]);
        }
    }

    /// <summary>Both, and what each calls the other.</summary>
    private async Task<(ITestSocket One, byte[] ToOther, ITestSocket Other, byte[] ToOne)> JoinStreamsAsync(Pairing pairing, Wire wire)
    {
        var one = Open(pairing.First, ZmqSocketType.Stream);
        var other = Open(pairing.Second, ZmqSocketType.Stream);
        await other.ConnectAsync(await one.BindAsync(FreeAddress(wire)));
        var toOther = await one.ReceiveAsync();
        var toOne = await other.ReceiveAsync();
        Assert.Equal((0, 0), (toOther[1].Length, toOne[1].Length));
        return (one, toOther[0], other, toOne[0]);
    }

    /// <summary>The octets of messages until there are so many: where they are cut is nobody's promise.</summary>
    private static async Task<byte[]> CollectAsync(ITestSocket stream, int length)
    {
        var octets = new List<byte>();
        while (octets.Count < length)
            octets.AddRange((await stream.ReceiveAsync())[1]);
        return [.. octets];
    }

    private static string Hex(string text) => Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(text));
}
