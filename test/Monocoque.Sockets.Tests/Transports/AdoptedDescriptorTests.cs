using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

public sealed class AdoptedDescriptorTests : SocketTest
{
    /// <summary>Kept, because the end of such a socket would remove the file of an ipc address.</summary>
    private static readonly ConcurrentBag<Socket> s_released = [];

    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    [ProvesOption(nameof(ZmqSocketOptions.UseFileDescriptor))]
    public async Task A_listening_descriptor_is_adopted_and_closed_with_the_socket(string transport)
    {
        var (descriptor, address) = Listen(transport);
        await using var binds = Create<IDealerSocket>(o => o.UseFileDescriptor = descriptor);
        await using var connects = Create<IDealerSocket>();
        var bound = await binds.BindAsync(address, Token);
        Assert.Equal(address, bound.ToString());
        await connects.ConnectAsync(address, Token);
        await SendAsync(connects, "x");
        Assert.Equal("x", await ReceiveAsync(binds));
        await binds.DisposeAsync();
        // Whoever made the file removes it.
        Assert.Equal(transport == "ipc", File.Exists(bound.Path));
        await Assert.ThrowsAsync<SocketException>(() => RawPeer.ConnectAsync(bound, Token));
    }

    [Fact]
    public async Task Only_the_first_bind_takes_the_descriptor()
    {
        var (descriptor, address) = Listen("tcp");
        await using var binds = Create<IDealerSocket>(o => o.UseFileDescriptor = descriptor);
        await binds.BindAsync(address, Token);
        var second = await binds.BindAsync(FreeAddress(), Token);
        Assert.NotEqual(address, second.ToString());
        await using var connects = Create<IDealerSocket>();
        await connects.ConnectAsync(second.ToString(), Token);
    }

    [Fact]
    public async Task A_connected_descriptor_is_adopted_and_reconnects_open_their_own()
    {
        using var listener = new RawListener();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, listener.Port);
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        await using var connects = Create<IDealerSocket>(o =>
        {
            o.UseFileDescriptor = Release(socket);
            o.ReconnectInterval = TimeSpan.FromMilliseconds(1);
        });
        connects.Connect(listener.Address);
        using (var first = await listener.AcceptAsync("DEALER", Token))
            Assert.Equal(port, first.RemotePort);
        using var second = await listener.AcceptAsync("DEALER", Token);
        Assert.NotEqual(port, second.RemotePort);
    }

    /// <summary>The number may be mistyped, and then it is a descriptor of somebody who goes on using it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_descriptor_that_is_no_socket_says_so_and_stays_open(bool listens)
    {
        var path = FreePath();
        await File.WriteAllTextAsync(path, "untouched", Token);
        using var file = File.OpenHandle(path);
        var descriptor = (int)file.DangerousGetHandle();
        var exception = await TryAdoptAsync(descriptor, listens);
        Assert.Contains($"descriptor {descriptor} (UseFileDescriptor)", exception.ToString(), StringComparison.Ordinal);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(path, new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget);
        var content = new byte[16];
        Assert.Equal("untouched", Encoding.UTF8.GetString(content, 0, RandomAccess.Read(file, content, fileOffset: 0)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_socket_of_another_kind_says_so_and_stays_open(bool listens)
    {
        using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var exception = await TryAdoptAsync((int)receiver.Handle, listens);
        Assert.Contains("it is a socket of the type Dgram, not Stream", exception.ToString(), StringComparison.Ordinal);
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await sender.SendToAsync(new byte[] { 7 }, receiver.LocalEndPoint!, Token);
        var datagram = new byte[1];
        await receiver.ReceiveAsync(datagram, Token);
        Assert.Equal(7, datagram[0]);
    }

    [Fact]
    public async Task A_number_that_no_descriptor_has_says_so()
    {
        var exception = await TryAdoptAsync(descriptor: 1_000_000, listens: true);
        Assert.Contains("descriptor 1000000 (UseFileDescriptor) cannot be used", exception.ToString(), StringComparison.Ordinal);
    }

    private async Task<ZmqException> TryAdoptAsync(int descriptor, bool listens)
    {
        await using var socket = Create<IDealerSocket>(o => (o.UseFileDescriptor, o.ReconnectInterval) = (descriptor, Timeout.InfiniteTimeSpan));
        return await (listens
            ? ThrowsAsync(ZmqError.AddressNotAvailable, () => socket.BindAsync(FreeAddress(), Token).AsTask())
            : ThrowsAsync(ZmqError.HostUnreachable, () => socket.ConnectAsync("tcp://127.0.0.1:1", Token).AsTask()));
    }

    private (int Descriptor, string Address) Listen(string transport)
    {
        if (transport == "tcp")
        {
            var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            tcp.Listen();
            var address = $"tcp://{tcp.LocalEndPoint}";
            return (Release(tcp), address);
        }
        var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var path = FreePath();
        unix.Bind(new UnixDomainSocketEndPoint(path));
        unix.Listen();
        return (Release(unix), $"ipc://{path}");
    }

    /// <summary>From here on the descriptor is nobody's but the one's who adopts it.</summary>
    private static int Release(Socket socket)
    {
        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        socket.SafeHandle.SetHandleAsInvalid();
        s_released.Add(socket);
        return descriptor;
    }
}
