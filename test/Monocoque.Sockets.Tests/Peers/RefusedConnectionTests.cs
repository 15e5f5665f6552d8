using System.Net;
using Monocoque.Peers;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

/// <summary>What is left of a connection that a socket had no place for.</summary>
public sealed class RefusedConnectionTests : SocketTest
{
    [Fact]
    public async Task A_connection_beyond_MaxConnections_is_over_and_its_session_ended()
    {
        await using var router = Create<IRouterSocket>(static o => o.MaxConnections = 1);
        var first = Accept(router);
        Assert.True(first.TryTakePlace());
        var second = Accept(router);
        Assert.False(second.TryTakePlace());
        second.Discard();
        Assert.True(second.Completion.IsCompletedSuccessfully);
        Assert.True(second.IsSessionEnded);
        Assert.False(first.IsSessionEnded);
        first.Discard();
    }

    private PeerConnection Accept(IRouterSocket router)
    {
        var link = new MemoryLink(1024, new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));
        return new PeerConnection(Runtime, link.Listening, Core(router), address: null, pipe: null, set: null);
    }
}
