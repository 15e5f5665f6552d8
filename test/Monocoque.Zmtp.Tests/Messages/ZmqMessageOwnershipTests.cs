namespace Monocoque.Zmtp.Messages;

public class ZmqMessageOwnershipTests
{
    public enum Source
    {
        Copied,
        Wrapped,
        Large,
        Shared,
        Detached,
    }

    [Theory]
    [InlineData(Source.Copied)]
    [InlineData(Source.Wrapped)]
    [InlineData(Source.Large)]
    [InlineData(Source.Shared)]
    [InlineData(Source.Detached)]
    public void Disposed_message_cannot_be_used(Source source)
    {
        var message = Make(source);
        message.Dispose();

        AssertSpent(message);
        message.Dispose();
        message.Dispose();
        AssertSpent(message);
    }

    [Theory]
    [InlineData(Source.Copied)]
    [InlineData(Source.Wrapped)]
    [InlineData(Source.Large)]
    [InlineData(Source.Shared)]
    [InlineData(Source.Detached)]
    public void Moved_message_goes_on_under_its_new_value_only(Source source)
    {
        var message = Make(source);

        var moved = message.Move();

        AssertSpent(message);
        message.Dispose();
        Assert.StartsWith("body", moved.GetString(0), StringComparison.Ordinal);
        Assert.NotEqual(message, moved);
        var again = moved.Move();
        AssertSpent(moved);
        again.Dispose();
        AssertSpent(again);
    }

    [Fact]
    public void Copies_of_the_value_are_one_lease()
    {
        var message = ZmqMessage.Text("body");
        var copy = message;
        Assert.Equal(message, copy);
        Assert.True(message == copy);
        Assert.Equal(message.GetHashCode(), copy.GetHashCode());
        Assert.True(message.Equals((object)copy));

        copy.Dispose();

        AssertSpent(message);
    }

    [Fact]
    public void Different_leases_are_not_equal()
    {
        using var one = ZmqMessage.Text("body");
        using var other = ZmqMessage.Text("body");
        using var share = one.Share();

        Assert.True(one != other);
        Assert.True(one != share);
        Assert.NotEqual(one, one.Skip(1));
        Assert.NotEqual(default, one);
        Assert.False(one.Equals((object?)null));
    }

    [Theory]
    [InlineData(Source.Copied)]
    [InlineData(Source.Wrapped)]
    [InlineData(Source.Large)]
    [InlineData(Source.Shared)]
    [InlineData(Source.Detached)]
    public void Share_has_an_end_of_its_own(Source source)
    {
        var message = Make(source);
        var share = message.Share();
        var shareOfShare = share.Share();

        message.Dispose();
        AssertSpent(message);
        Assert.StartsWith("body", share.GetString(0), StringComparison.Ordinal);

        share.Dispose();
        AssertSpent(share);
        Churn();
        Assert.StartsWith("body", shareOfShare.GetString(0), StringComparison.Ordinal);
        shareOfShare.Dispose();
        AssertSpent(shareOfShare);
    }

    [Fact]
    public void Share_of_a_moved_message_survives_it()
    {
        var message = ZmqMessage.Text("body");
        var share = message.Share();
        message.Move().Dispose();

        Churn();
        Assert.Equal("body", share.GetString(0));
    }

    [Fact]
    public void Detached_copy_outlives_the_message_and_so_does_what_was_read_out_of_it()
    {
        var message = ZmqMessage.Text("a", "", "body");
        var detached = message.Detach();
        message.Dispose();
        Churn();

        Assert.Equal(["a", "", "body"], ZmqMessageFactoryTests.Texts(detached));
        var memory = detached.Last;
        detached.Dispose();
        Churn();
        Assert.Equal("body"u8.ToArray(), memory.ToArray());
    }

    [Fact]
    public void Skipped_frames_are_out_of_sight_of_the_same_lease()
    {
        var message = ZmqMessage.Text("id", "", "body");

        var rest = message.Skip(1);

        Assert.Equal(2, rest.Count);
        Assert.Equal(4, rest.Length);
        Assert.Equal(["", "body"], ZmqMessageFactoryTests.Texts(rest));
        Assert.Equal(["", "body"], ZmqMessageFactoryTests.Texts(rest.Share()));
        Assert.Equal(["", "body"], ZmqMessageFactoryTests.Texts(rest.Detach()));
        Assert.Equal(["body"], ZmqMessageFactoryTests.Texts(rest.Skip(1)));
        Assert.Equal(0, rest.Skip(2).Count);
        Assert.Equal(3, message.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => rest.Skip(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => rest[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => default(ZmqMessage).Skip(1));

        var moved = rest.Move();
        AssertSpent(message);
        Assert.Equal(["", "body"], ZmqMessageFactoryTests.Texts(moved));
        moved.Dispose();
        AssertSpent(rest);
    }

    [Fact]
    public void Frames_that_are_not_there_are_refused()
    {
        using var message = ZmqMessage.Text("a", "b");

        Assert.Throws<ArgumentOutOfRangeException>(() => message[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => message[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => message.GetString(2));
    }

    [Fact]
    public void Stale_value_does_not_touch_the_message_that_took_its_place()
    {
        var pool = new MessagePool();
        var first = new MessageBuilder(pool);
        var stale = first.Text("old");
        var staleShare = stale.Share();
        first.Release();
        stale.Dispose();
        staleShare.Dispose();
        Assert.Equal(0, pool.BytesOut);

        var second = new MessageBuilder(pool);
        var current = second.Text("new");

        AssertSpent(stale);
        stale.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stale.Move());
        Assert.Equal("new", current.GetString(0));
        second.Release();
        Assert.NotEqual(0, pool.BytesOut);
        current.Dispose();
        Assert.Equal(0, pool.BytesOut);
    }

    [Fact]
    public void Message_carries_the_peer_of_its_builder()
    {
        var peer = new ZmqPeer(ZmqSocketType.Dealer);
        var builder = new MessageBuilder(new MessagePool()) { Peer = peer };
        var message = builder.Text("a");
        var large = builder.Text(new string('x', 200_000));

        Assert.Same(peer, message.Peer);
        Assert.Same(peer, large.Peer);
        Assert.Same(peer, message.Share().Peer);
        Assert.Same(peer, message.Detach().Peer);
        message.Dispose();
        Assert.Throws<ObjectDisposedException>(() => message.Peer);
    }

    private static ZmqMessage Make(Source source) => source switch
    {
        Source.Copied => ZmqMessage.Text("body"),
        Source.Wrapped => ZmqMessage.Wrap("body"u8.ToArray()),
        Source.Large => ZmqMessage.Text("body" + new string('.', 200_000)),
        Source.Shared => ZmqMessage.Text("body").Share(),
        _ => ZmqMessage.Text("body").Detach(),
    };

    /// <summary>Fills whatever memory came back with something else.</summary>
    private static void Churn()
    {
        for (var i = 0; i < 5_000; i++)
            ZmqMessage.Text("other other other").Dispose();
        ZmqMessage.Text(new string('o', 300_000)).Dispose();
    }

    private static void AssertSpent(ZmqMessage message)
    {
        Assert.True(message.IsSpent);
        Assert.Throws<ObjectDisposedException>(() => message.Count);
        Assert.Throws<ObjectDisposedException>(() => message.Length);
        Assert.Throws<ObjectDisposedException>(() => message[0]);
        Assert.Throws<ObjectDisposedException>(() => message.First);
        Assert.Throws<ObjectDisposedException>(() => message.Last);
        Assert.Throws<ObjectDisposedException>(() => message.GetString(0));
        Assert.Throws<ObjectDisposedException>(() => message.Peer);
        Assert.Throws<ObjectDisposedException>(() => message.GetEnumerator());
        Assert.Throws<ObjectDisposedException>(() => message.Share());
        Assert.Throws<ObjectDisposedException>(() => message.Detach());
        Assert.Throws<ObjectDisposedException>(() => message.Move());
        Assert.Throws<ObjectDisposedException>(() => message.Skip(0));
    }
}
