using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.Messages;

/// <summary>C-079: copies of messages.</summary>
public sealed class MessageTests : ConformanceTest
{
    [Theory, Conformance("C-079", Pairings = Pairing.Us)]
    public void C079_a_shared_message_has_all_frames_and_the_same_memory(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var message = ZmqMessage.Text("a", "", "b");
        var shared = message.Share();
        Assert.True(shared[0].Span.Overlaps(message[0].Span));
        message.Dispose();
        Assert.Throws<ObjectDisposedException>(() => message.Count);
        Frames.AssertEqual(Frames.Texts("a", "", "b"), shared.ToFrames());
    }

    [Theory, Conformance("C-079", Pairings = Pairing.Us)]
    public void C079_a_constant_is_shared_too_and_a_detached_copy_has_its_own_memory(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var constant = "constant"u8.ToArray();
        using var message = ZmqMessage.Wrap(constant);
        using var shared = message.Share();
        Assert.True(shared[0].Span.Overlaps(constant));
        using var copy = message.Detach();
        constant[0] = (byte)'K';
        Assert.Equal("Konstant", shared.GetString(0));
        Assert.Equal("constant", copy.GetString(0));
    }

    [Theory, Conformance("C-079", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C079_a_shared_message_can_be_sent_again_and_again(Pairing pairing, Wire wire)
    {
        var push = (OurSocket)Open(pairing.First, ZmqSocketType.Push);
        var pull = Open(pairing.Second, ZmqSocketType.Pull);
        await JoinAsync(wire, push, pull);
        foreach (var size in new[] { 3, 100_000 })
        {
            var body = Frames.Body(size);
            var message = new[] { body, Frames.Empty, body }.ToMessage();
            for (var i = 0; i < 3; i++)
                await ((IZmqSender)push.Native).SendAsync(message.Share(), Deadline);
            await ((IZmqSender)push.Native).SendAsync(message, Deadline);
            for (var i = 0; i < 4; i++)
                Frames.AssertEqual([body, Frames.Empty, body], await pull.ReceiveAsync());
        }
    }
}
