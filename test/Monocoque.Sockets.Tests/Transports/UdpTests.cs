using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Monocoque.Sockets.Tests.Support;
using Monocoque.Transports;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>Datagrams of RADIO and DISH.</summary>
public sealed class UdpTests : SocketTest
{
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();

    [Theory]
    [InlineData("TV", "Hi", "02 54 56 48 69")]
    [InlineData("", "Hi", "00 48 69")]
    [InlineData("TV", "", "02 54 56")]
    [InlineData("", "", "00")]
    public void A_datagram_is_group_length_group_and_body(string group, string body, string octets)
    {
        var datagram = new byte[UdpDatagram.MaxSize];
        var length = UdpDatagram.Write(datagram, Encoding.UTF8.GetBytes(group), Encoding.UTF8.GetBytes(body));
        Assert.Equal(Convert.FromHexString(octets.Replace(" ", "", StringComparison.Ordinal)), datagram[..length]);
        Assert.True(UdpDatagram.TryRead(datagram.AsSpan(0, length), out var readGroup, out var readBody));
        Assert.Equal(group, Encoding.UTF8.GetString(readGroup));
        Assert.Equal(body, Encoding.UTF8.GetString(readBody));
    }

    [Theory]
    [InlineData(0, 8191, true)]
    [InlineData(0, 8192, false)]
    [InlineData(255, 7936, true)]
    [InlineData(255, 7937, false)]
    [InlineData(128, 10, true)]
    [InlineData(256, 0, false)]
    public void A_datagram_has_at_most_8192_octets_and_its_group_255(int group, int body, bool fits)
    {
        var datagram = new byte[UdpDatagram.MaxSize];
        if (fits)
        {
            Assert.Equal(1 + group + body, UdpDatagram.Write(datagram, new byte[group], new byte[body]));
            Assert.True(UdpDatagram.TryRead(datagram.AsSpan(0, 1 + group + body), out var readGroup, out _));
            Assert.Equal(group, readGroup.Length);
            return;
        }
        var exception = Assert.Throws<ArgumentException>(() => UdpDatagram.Write(datagram, new byte[group], new byte[body]));
        Assert.Contains(group > 255 ? "at most 255" : "at most 8192", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("0300 01")]
    [InlineData("80")]
    [InlineData("FF 00")]
    public void What_is_shorter_than_its_group_is_no_datagram_of_ours(string octets) =>
        Assert.False(UdpDatagram.TryRead(Convert.FromHexString(octets.Replace(" ", "", StringComparison.Ordinal)), out _, out _));

    [Theory]
    [InlineData("udp://127.0.0.1:0", "udp://127.0.0.1:{0}")]
    [InlineData("udp://*:0", "udp://127.0.0.1:{0}")]
    [InlineData("udp://lo:*", "udp://localhost:{0}")]
    public async Task Datagrams_arrive_where_they_are_bound(string bind, string connect)
    {
        Runtime.ResolveHost = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        await using var receiver = await BindAsync(bind);
        using var sender = await ConnectAsync(string.Format(null, connect, receiver.Address.Port));
        Assert.True(sender.TrySend("TV"u8, "Hi"u8));
        Assert.Equal("TV/Hi", await _received.Reader.ReadAsync(Token));
        Assert.True(sender.TrySend(default, default));
        Assert.Equal("/", await _received.Reader.ReadAsync(Token));
    }

    [Fact]
    public async Task Datagrams_arrive_over_version_6()
    {
        Assert.True(Socket.OSSupportsIPv6);
        await using var receiver = await BindAsync("udp://[::1]:0");
        using var sender = await ConnectAsync($"udp://[::1]:{receiver.Address.Port}");
        Assert.True(sender.TrySend("TV"u8, "Hi"u8));
        Assert.Equal("TV/Hi", await _received.Reader.ReadAsync(Token));
    }

    [Theory]
    [InlineData("udp://lo;239.192.7.7:{0}")]
    [InlineData("udp://127.0.0.1;239.192.7.7:{0}")]
    public async Task A_group_is_received_by_all_that_joined_it_over_an_interface(string address)
    {
        await using var one = await BindAsync(string.Format(null, address, 0));
        await using var two = await BindAsync(one.Address.ToString());
        using var sender = await ConnectAsync(one.Address.ToString());
        Assert.True(sender.TrySend("TV"u8, "Hi"u8));
        Assert.Equal("TV/Hi", await _received.Reader.ReadAsync(Token));
        Assert.Equal("TV/Hi", await _received.Reader.ReadAsync(Token));
    }

    [Fact]
    public async Task What_is_no_datagram_of_ours_is_counted_and_the_next_arrives()
    {
        await using var receiver = await BindAsync("udp://127.0.0.1:0");
        using var raw = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        raw.Connect(IPAddress.Loopback, receiver.Address.Port!.Value);
        raw.Send(ReadOnlySpan<byte>.Empty);
        raw.Send(new byte[] { 5, 1, 2 });
        raw.Send(new byte[] { 0xFF, 0 });
        raw.Send(new byte[UdpDatagram.MaxSize + 1]);
        raw.Send("\u0001gx"u8);
        Assert.Equal("g/x", await _received.Reader.ReadAsync(Token));
        Assert.Equal(4, receiver.Malformed);
    }

    [Fact]
    public async Task Sending_to_nobody_is_no_fault()
    {
        var receiver = await BindAsync("udp://127.0.0.1:0");
        using var sender = await ConnectAsync(receiver.Address.ToString());
        await receiver.DisposeAsync();
        for (var i = 0; i < 10; i++)
            sender.TrySend("TV"u8, "Hi"u8);
        await using var again = await BindAsync(receiver.Address.ToString());
        while (!_received.Reader.TryPeek(out _))
        {
            sender.TrySend("TV"u8, "Hi"u8);
            await Task.Delay(1, Token);
        }
    }

    [Theory]
    [InlineData("udp://*:5555", ZmqError.AddressNotAvailable, "names nobody")]
    [InlineData("udp://127.0.0.1:0", ZmqError.AddressNotAvailable, "names nobody")]
    [InlineData("udp://lo;127.0.0.1:5555", ZmqError.AddressNotAvailable, "goes with a multicast group")]
    [InlineData("udp://nosuch0;239.1.1.1:5555", ZmqError.AddressNotAvailable, "'nosuch0' is no network interface")]
    [InlineData("udp://no-such-host.invalid:5555", ZmqError.AddressNotAvailable, "neither a name that resolves")]
    public async Task An_address_that_cannot_be_sent_to_says_why(string address, ZmqError error, string reason)
    {
        var exception = await ThrowsAsync(error, () => ConnectAsync(address));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Contains(address, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_says_so()
    {
        await using var receiver = await BindAsync("udp://127.0.0.1:0");
        var exception = await ThrowsAsync(ZmqError.AddressInUse, () => BindAsync(receiver.Address.ToString()));
        Assert.Contains(receiver.Address.ToString(), exception.Message, StringComparison.Ordinal);
        await ThrowsAsync(ZmqError.AddressNotAvailable, () => BindAsync("udp://192.0.2.1:0"));
    }

    private Task<UdpReceiver> BindAsync(string address) =>
        UdpReceiver.BindAsync(Runtime, ZmqAddress.Parse(address), OnReceived, onMalformed: null, prepare: null, Token).AsTask();

    private Task<UdpSender> ConnectAsync(string address) =>
        UdpSender.ConnectAsync(Runtime, ZmqAddress.Parse(address), multicastHops: 1, multicastLoop: true, Token).AsTask();

    private bool OnReceived(ReadOnlySpan<byte> datagram, SocketAddress sender) =>
        UdpDatagram.TryRead(datagram, out var group, out var body) && _received.Writer.TryWrite($"{Encoding.UTF8.GetString(group)}/{Encoding.UTF8.GetString(body)}");
}
