using System.Buffers.Binary;
using Monocoque.Patterns;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

/// <summary>The names that a ROUTER gives to peers without one, and those it keeps.</summary>
public sealed class GeneratedIdsTests : SocketTest
{
    [Fact]
    public void Each_socket_counts_from_another_number()
    {
        // Eight draws of 32 bits that are all equal do not happen.
        var first = Enumerable.Range(0, 8).Select(static _ => Read(new GeneratedIds().Next<object>([]))).ToHashSet();
        Assert.NotEqual(1, first.Count);
    }

    [Fact]
    public void The_next_id_follows_the_last_and_passes_over_those_in_use()
    {
        var ids = new GeneratedIds();
        var taken = new Dictionary<byte[], object>(RoutingIdComparer.Instance);
        var first = Read(ids.Next(taken));
        var inUse = new byte[5];
        BinaryPrimitives.WriteUInt32BigEndian(inUse.AsSpan(1), unchecked(first + 1));
        taken[inUse] = this;
        Assert.Equal(unchecked(first + 2), Read(ids.Next(taken)));
    }

    [Fact]
    public async Task A_peer_that_is_connected_to_again_keeps_its_name_although_it_gives_another()
    {
        await using var router = Create<IRouterSocket>(static o => (o.ReconnectInterval, o.RouterMandatory) = (TimeSpan.FromMilliseconds(1), true));
        using var listener = new RawListener();
        router.Connect(listener.Address);
        using (var peer = await listener.AcceptAsync("DEALER", Token, "a"))
        {
            await peer.SendMessageAsync("1");
            Assert.Equal("a|1", await ReceiveAsync(router));
        }
        using var again = await listener.AcceptAsync("DEALER", Token, "b");
        await again.SendMessageAsync("2");
        Assert.Equal("a|2", await ReceiveAsync(router));
        await SendAsync(router, "a", "3");
        Assert.Equal("3", await again.ReadMessageAsync());
        await ThrowsAsync(ZmqError.HostUnreachable, () => SendAsync(router, "b", "4"));
    }

    private static uint Read(byte[] id)
    {
        Assert.Equal((5, 0), (id.Length, id[0]));
        return BinaryPrimitives.ReadUInt32BigEndian(id.AsSpan(1));
    }
}
