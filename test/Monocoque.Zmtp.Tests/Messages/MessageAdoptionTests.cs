using System.Text;

namespace Monocoque.Zmtp.Messages;

/// <summary>Messages that change hands inside a process.</summary>
public sealed class MessageAdoptionTests
{
    private static readonly ZmqPeer s_peer = new(ZmqSocketType.Dealer, default);

    [Fact]
    public void An_adopted_message_has_the_same_octets_and_a_new_sender()
    {
        var body = new byte[10];
        var message = ZmqMessage.Wrap(body);
        using var adopted = message.Adopt(s_peer, prefix: default, envelope: default);
        Assert.Same(s_peer, adopted.Peer);
        Assert.True(adopted[0].Span.Overlaps(body));
        Assert.Throws<ObjectDisposedException>(() => message.Count);
    }

    [Fact]
    public void Prefix_and_envelope_go_before_the_frames()
    {
        using var adopted = ZmqMessage.Text("a", "b").Adopt(s_peer, "id"u8, [1, 3, .. "one"u8, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, .. "xy"u8]);
        Assert.Equal("id|one||xy|a|b", Join(adopted));
        Assert.Equal(9, adopted.Length);
        using var copy = adopted.Share();
        using var detached = adopted.Detach();
        adopted.Dispose();
        Assert.Equal("id|one||xy|a|b", Join(copy));
        Assert.Equal("id|one||xy|a|b", Join(detached));
        Assert.Equal("one||xy|a|b", Join(copy.Skip(1)));
    }

    [Fact]
    public void A_message_that_is_passed_on_keeps_what_was_put_before_it()
    {
        var first = ZmqMessage.Text("a", "b").Skip(1).Adopt(s_peer, "one"u8, envelope: default);
        var second = first.Adopt(s_peer, "two"u8, envelope: default);
        using var third = second.Skip(1).Adopt(s_peer, "three"u8, [1, 0]);
        Assert.Equal("three||one|b", Join(third));
        var wire = new byte[100];
        var written = FrameEncoder.Write(wire, third);
        Assert.Equal(FrameEncoder.GetEncodedLength(third), written);
        Assert.Equal("\u0001\u0005three\u0001\0\u0001\u0003one\0\u0001b", Encoding.Latin1.GetString(wire, 0, written));
    }

    [Fact]
    public void The_memory_lives_as_long_as_the_last_owner()
    {
        var pool = new MessagePool(poisonReturned: true);
        var builder = new MessageBuilder(pool);
        builder.Append("body"u8);
        builder.EndFrame();
        var adopted = builder.Complete().Adopt(s_peer, "id"u8, envelope: default);
        builder.Release();
        Assert.Equal("id|body", Join(adopted));
        Assert.True(pool.BytesOut > 0);
        adopted.Dispose();
        Assert.Equal(0, pool.BytesOut);
    }

    [Fact]
    public void A_spent_message_is_not_adopted()
    {
        var message = ZmqMessage.Text("a");
        message.Dispose();
        Assert.Throws<ObjectDisposedException>(() => message.Adopt(s_peer, prefix: default, envelope: default));
    }

    private static string Join(ZmqMessage message) => string.Join('|', Enumerable.Range(0, message.Count).Select(message.GetString));
}
