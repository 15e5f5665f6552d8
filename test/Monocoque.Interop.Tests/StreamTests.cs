using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

public sealed class StreamTests : InteropTest
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Stream_and_a_libzmq_stream_exchange_octets_and_learn_of_the_end(bool weBind)
    {
        var ours = Ours.CreateSocket<IStreamSocket>();
        var theirs = Theirs.Open(LibZmqSocketType.Stream);
        if (weBind)
            await theirs.ConnectAsync($"{await ours.BindAsync("tcp://127.0.0.1:0", Deadline)}");
        else
            ours.Connect(await theirs.BindAsync("tcp://127.0.0.1:0"));
        var ourNotice = await ours.ReceiveFramesAsync(Deadline);
        var theirNotice = await theirs.ReceiveAsync();
        Assert.Equal([5, 0], ourNotice.Select(static frame => frame.Length));
        Assert.Equal(ourNotice.Select(static frame => frame.Length), theirNotice.Select(static frame => frame.Length));
        var body = Frames.Body(100_000);
        await ours.SendFramesAsync([ourNotice[0], body], Deadline);
        Frames.AssertEqual([body], [await CollectAsync(theirs.ReceiveAsync, body.Length)]);
        await theirs.SendAsync(theirNotice[0], body);
        Frames.AssertEqual([body], [await CollectAsync(() => ours.ReceiveFramesAsync(Deadline), body.Length)]);
        if (weBind)
        {
            await ours.SendFramesAsync([ourNotice[0], Frames.Empty], Deadline);
            Frames.AssertEqual(theirNotice, await theirs.ReceiveAsync());
        }
        else
        {
            await theirs.SendAsync(theirNotice[0], Frames.Empty);
        }
        var end = ours.ReceiveFramesAsync(Deadline);
        // A libzmq socket goes on with closing while it is called.
        while (!end.IsCompleted)
            await theirs.TryReceiveAsync(TimeSpan.FromMilliseconds(5));
        Frames.AssertEqual(ourNotice, await end);
    }

    [Fact]
    public async Task Libzmq_stream_speaking_zmtp_by_hand_reaches_our_dealer()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        var stream = Theirs.Open(LibZmqSocketType.Stream);
        await stream.ConnectAsync($"{await dealer.BindAsync("tcp://127.0.0.1:0", Deadline)}");
        var id = (await stream.ReceiveAsync())[0];
        byte[] greeting = [0xFF, .. new byte[8], 0x7F, 3, 0, .. "NULL"u8, .. new byte[16 + 32]];
        byte[] ready = [4, 28, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 6, .. "ROUTER"u8];
        await stream.SendAsync(id, [.. greeting, .. ready, 0, 5, .. "hello"u8]);
        Frames.AssertEqual(Frames.Texts("hello"), await dealer.ReceiveFramesAsync(Deadline));
    }

    private static async Task<byte[]> CollectAsync(Func<Task<byte[][]>> receive, int length)
    {
        var octets = new List<byte>();
        while (octets.Count < length)
            octets.AddRange((await receive())[1]);
        return [.. octets];
    }
}
