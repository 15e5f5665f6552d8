using System.Net;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

public sealed class InMemoryTests : SocketTest
{
    public InMemoryTests() => RuntimeOptions.InMemory = true;

    [Theory]
    [InlineData("tcp://*:80", "tcp://localhost:80")]
    [InlineData("tcp://127.0.0.1:80", "tcp://127.0.0.1:80")]
    [InlineData("tcp://[::]:80", "tcp://127.0.0.1:80")]
    [InlineData("tcp://feed.example:5556", "tcp://feed.example:5556")]
    [InlineData("ipc:///no/such/directory/x.sock", "ipc:///no/such/directory/x.sock")]
    [InlineData("ipc://@abstract", "ipc://@abstract")]
    [InlineData("inproc://x", "inproc://x")]
    public async Task Addresses_meet_without_a_network(string bind, string connect)
    {
        Runtime.ResolveHost = (_, _) => throw new InvalidOperationException("Nobody is to be asked.");
        await using var binds = Create<IDealerSocket>();
        await using var connects = Create<IDealerSocket>();
        Assert.Equal(bind, (await binds.BindAsync(bind, Token)).ToString());
        await connects.ConnectAsync(connect, Token);
        await SendAsync(connects, "x");
        using (var message = await binds.ReceiveAsync(Token))
            Assert.Equal(connect, message.Peer!.RemoteEndPoint!.ToString()!.Replace(bind, connect, StringComparison.Ordinal));
        await binds.UnbindAsync(bind, Token);
    }

    [Fact]
    public async Task Ports_and_paths_are_chosen_as_the_system_would()
    {
        await using var binds = Create<IDealerSocket>();
        var one = await binds.BindAsync("tcp://127.0.0.1:0", Token);
        var two = await binds.BindAsync("tcp://127.0.0.1:*", Token);
        Assert.NotEqual(one.Port, two.Port);
        Assert.InRange(one.Port!.Value, 1, 65_535);
        var path = await binds.BindAsync("ipc://*", Token);
        Assert.False(path.IsWildcardPath);
        await using var connects = Create<IDealerSocket>();
        await connects.ConnectAsync(one.ToString(), Token);
        await connects.ConnectAsync(path.ToString(), Token);
    }

    [Fact]
    public async Task Two_runtimes_bind_the_same_port_and_never_meet()
    {
        await using var other = new ZmqRuntime(new ZmqRuntimeOptions { InMemory = true });
        await using var here = Create<IDealerSocket>();
        await using var there = other.CreateSocket<IDealerSocket>();
        await here.BindAsync("tcp://*:80", Token);
        await there.BindAsync("tcp://*:80", Token);
        await ThrowsAsync(ZmqError.AddressInUse, () => here.BindAsync("tcp://127.0.0.1:80", Token).AsTask());
    }
}
