using System.Net.Sockets;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

public sealed class BindTests : SocketTest
{
    [Fact]
    public async Task An_address_in_use_is_reported()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        var address = (await one.BindAsync(FreeAddress(), Token)).ToString();
        var exception = await ThrowsAsync(ZmqError.AddressInUse, () => two.BindAsync(address, Token).AsTask());
        Assert.Contains(address, exception.Message, StringComparison.Ordinal);
        Assert.Empty(two.BoundAddresses);
        await ThrowsAsync(ZmqError.AddressInUse, () => one.BindAsync(address, Token).AsTask());
    }

    [Theory]
    [InlineData("tcp://192.0.2.1:0", ZmqError.AddressNotAvailable)]
    [InlineData("tcp://no-such-host.invalid:0", ZmqError.AddressNotAvailable)]
    [InlineData("ipc:///no/such/directory/x.sock", ZmqError.AddressNotAvailable)]
    [InlineData("udp://127.0.0.1:5555", ZmqError.NotSupported)]
    [InlineData("ws://127.0.0.1:5555/", ZmqError.NotSupported)]
    public async Task An_address_that_cannot_be_bound_says_why(string address, ZmqError error)
    {
        await using var socket = Create<IDealerSocket>();
        var exception = await ThrowsAsync(error, () => socket.BindAsync(address, Token).AsTask());
        Assert.Contains(address, exception.Message, StringComparison.Ordinal);
        await SendAndReceiveAsync(socket);
    }

    [Theory]
    [InlineData("tcp://*:5555", ZmqError.AddressNotAvailable)]
    [InlineData("tcp://127.0.0.1:0", ZmqError.AddressNotAvailable)]
    [InlineData("ipc://*", ZmqError.AddressNotAvailable)]
    public void An_address_that_cannot_be_connected_to_says_why(string address, ZmqError error)
    {
        using var socket = Create<IDealerSocket>();
        Throws(error, () => socket.Connect(address));
        Assert.Throws<FormatException>(() => socket.Connect("nonsense"));
    }

    [Fact]
    public async Task A_path_that_is_too_long_says_so()
    {
        await using var socket = Create<IDealerSocket>();
        var address = $"ipc:///tmp/{new string('x', 200)}";
        await Assert.ThrowsAsync<FormatException>(() => socket.BindAsync(address, Token).AsTask());
        Assert.Throws<FormatException>(() => socket.Connect(address));
    }

    [Fact]
    public async Task A_directory_at_the_path_is_left_alone()
    {
        await using var socket = Create<IDealerSocket>();
        var path = FreePath();
        Directory.CreateDirectory(path);
        await Assert.ThrowsAsync<ZmqException>(() => socket.BindAsync($"ipc://{path}", Token).AsTask());
        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public async Task A_file_at_the_path_that_is_no_socket_is_left_alone()
    {
        await using var socket = Create<IDealerSocket>();
        var path = FreePath();
        await File.WriteAllTextAsync(path, "precious", Token);
        var empty = FreePath();
        await File.WriteAllTextAsync(empty, "", Token);
        await Assert.ThrowsAsync<ZmqException>(() => socket.BindAsync($"ipc://{path}", Token).AsTask());
        await Assert.ThrowsAsync<ZmqException>(() => socket.BindAsync($"ipc://{empty}", Token).AsTask());
        Assert.Equal("precious", await File.ReadAllTextAsync(path, Token));
        Assert.True(File.Exists(empty));
    }

    [Fact]
    public async Task A_socket_file_left_behind_is_replaced()
    {
        var path = FreePath();
        LeaveBehind(path);
        Assert.True(File.Exists(path));
        await using var socket = Create<IDealerSocket>();
        await using var peer = Create<IDealerSocket>();
        await socket.BindAsync($"ipc://{path}", Token);
        await peer.ConnectAsync($"ipc://{path}", Token);
        await socket.DisposeAsync();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_live_socket_file_is_not_replaced()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        await using var peer = Create<IDealerSocket>();
        var address = (await one.BindAsync(FreeAddress("ipc"), Token)).ToString();
        await ThrowsAsync(ZmqError.AddressInUse, () => two.BindAsync(address, Token).AsTask());
        await peer.ConnectAsync(address, Token);
    }

    [Fact]
    public async Task A_path_can_be_bound_again_after_unbinding()
    {
        await using var socket = Create<IDealerSocket>();
        var address = FreeAddress("ipc");
        for (var i = 0; i < 5; i++)
        {
            await socket.BindAsync(address, Token);
            await socket.UnbindAsync(address, Token);
        }
        Assert.Empty(socket.BoundAddresses);
    }

    [Theory]
    [InlineData("tcp://*:0")]
    [InlineData("tcp://*:*")]
    [InlineData("tcp://0.0.0.0:0")]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://[::1]:0")]
    [InlineData("tcp://localhost:0")]
    [InlineData("tcp://lo:0")]
    [InlineData("ipc://*")]
    [InlineData("ipc://@monocoque-tests-abstract")]
    public async Task What_was_bound_is_reported_and_can_be_connected_to_and_unbound(string address)
    {
        await using var socket = Create<IDealerSocket>();
        await using var peer = Create<IDealerSocket>();
        var bound = await socket.BindAsync(address, Token);
        Assert.Equal([bound], socket.BoundAddresses);
        Assert.NotEqual(0, bound.Port);
        Assert.False(bound.IsWildcardPath);
        await peer.ConnectAsync(bound.ToString(), Token);
        await SendAsync(peer, "x");
        Assert.Equal("x", await ReceiveAsync(socket));
        await socket.UnbindAsync(bound.ToString(), Token);
        Assert.Empty(socket.BoundAddresses);
        await Until(() => Core(peer).PeerCount == 0);
        await ThrowsAsync(ZmqError.NotFound, () => socket.UnbindAsync(bound.ToString(), Token).AsTask());
    }

    [Fact]
    public async Task Several_addresses_are_reported_in_the_order_of_binding()
    {
        await using var socket = Create<IDealerSocket>();
        List<ZmqAddress> bound = [];
        foreach (var transport in (string[])["tcp", "ipc", "tcp"])
            bound.Add(await socket.BindAsync(FreeAddress(transport), Token));
        Assert.Equal(bound, socket.BoundAddresses);
    }

    [Fact]
    public async Task A_name_can_be_connected_to()
    {
        await using var socket = Create<IDealerSocket>();
        await using var peer = Create<IDealerSocket>();
        var bound = await socket.BindAsync("tcp://*:0", Token);
        await peer.ConnectAsync($"tcp://localhost:{bound.Port}", Token);
        await SendAsync(peer, "x");
        Assert.Equal("x", await ReceiveAsync(socket));
    }

    [Fact]
    public async Task A_cancelled_unbind_still_closes_the_connections()
    {
        await using var socket = Create<IDealerSocket>();
        await using var peer = Create<IDealerSocket>();
        var address = await JoinAsync(socket, peer);
        try
        {
            await socket.UnbindAsync(address, new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            // That was asked for; the address is no longer bound all the same.
        }
        await Until(() => Core(peer).PeerCount == 0);
    }

    [Fact]
    public async Task Unbinding_does_not_wait_for_messages_that_nobody_takes()
    {
        await using var socket = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = 1);
        await using var peer = Create<IDealerSocket>();
        var address = await JoinAsync(socket, peer);
        await SendAsync(peer, "1");
        await SendAsync(peer, "2");
        await Until(() => Core(socket).FairQueue.Count == 1);
        await socket.UnbindAsync(address, Token);
        Assert.Equal("1", await ReceiveAsync(socket));
    }

    private async Task SendAndReceiveAsync(IDealerSocket socket)
    {
        await using var peer = Create<IDealerSocket>();
        await JoinAsync(socket, peer);
        await SendAsync(socket, "still works");
        Assert.Equal("still works", await ReceiveAsync(peer));
    }

    /// <summary>The runtime removes the file of a socket it closes, so one that stays is moved there.</summary>
    private void LeaveBehind(string path)
    {
        var other = FreePath();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(other));
        File.Move(other, path);
    }
}
