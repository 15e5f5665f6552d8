namespace Monocoque.Addresses;

public class ZmqAddressTests
{
    [Theory]
    // IPv4
    [InlineData("tcp://127.0.0.1:5555", "127.0.0.1", 5555)]
    [InlineData("tcp://0.0.0.0:1", "0.0.0.0", 1)]
    [InlineData("tcp://255.255.255.255:65535", "255.255.255.255", 65535)]
    [InlineData("tcp://128.128.128.128:0", "128.128.128.128", 0)]
    [InlineData("tcp://1.2.3.4:*", "1.2.3.4", 0)]
    [InlineData("tcp://10.0.0.1:05555", "10.0.0.1", 5555)]
    // IPv6
    [InlineData("tcp://[::]:5555", "::", 5555)]
    [InlineData("tcp://[::1]:5555", "::1", 5555)]
    [InlineData("tcp://[::1]:*", "::1", 0)]
    [InlineData("tcp://[0:0:0:0:0:0:0:1]:80", "::1", 80)]
    [InlineData("tcp://[FE80::ABCD]:80", "fe80::abcd", 80)]
    [InlineData("tcp://[2001:db8:0:0:1:0:0:1]:80", "2001:db8::1:0:0:1", 80)]
    [InlineData("tcp://[::ffff:127.0.0.1]:80", "::ffff:127.0.0.1", 80)]
    [InlineData("tcp://[fe80::1%eth0]:80", "fe80::1%eth0", 80)]
    [InlineData("tcp://[fe80::1%2]:80", "fe80::1%2", 80)]
    // wildcards
    [InlineData("tcp://*:5555", "*", 5555)]
    [InlineData("tcp://*:0", "*", 0)]
    [InlineData("tcp://*:*", "*", 0)]
    // names
    [InlineData("tcp://localhost:5555", "localhost", 5555)]
    [InlineData("tcp://LocalHost:5555", "localhost", 5555)]
    [InlineData("TCP://feed.example.COM:5555", "feed.example.com", 5555)]
    [InlineData("tcp://feed.example.com.:5555", "feed.example.com.", 5555)]
    [InlineData("tcp://my_service:5555", "my_service", 5555)]
    [InlineData("tcp://_srv._tcp.example:5555", "_srv._tcp.example", 5555)]
    [InlineData("tcp://a-b-1:5555", "a-b-1", 5555)]
    [InlineData("tcp://1und1.de:5555", "1und1.de", 5555)]
    [InlineData("tcp://x:1", "x", 1)]
    [InlineData("tcp://xn--bcher-kva.example:1", "xn--bcher-kva.example", 1)]
    // others with host and port
    [InlineData("udp://239.0.0.1:5555", "239.0.0.1", 5555)]
    [InlineData("ws://*:8080", "*", 8080)]
    [InlineData("wss://example.com:443", "example.com", 443)]
    public void Address_with_host_and_port_is_taken_apart(string text, string host, int port)
    {
        var address = ZmqAddress.Parse(text);

        Assert.Equal(text[..text.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant(), address.Scheme);
        Assert.Equal(host, address.Host);
        Assert.Equal(port, address.Port);
        Assert.Equal("", address.Path);
        Assert.Equal(host == "*", address.IsWildcardHost);
        Assert.False(address.IsWildcardPath);
        Assert.Equal(address, ZmqAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0;feed.example:5556", "127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("tcp://127.0.0.1:*;feed.example:5556", "127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("tcp://ETH0:7;[::1]:5556", "eth0:7", "eth0:7")]
    [InlineData("tcp://[::1]:0;[::1]:5556", "[::1]:0", "::1:0")]
    [InlineData("udp://eth0;239.1.1.1:5556", "eth0", "eth0:0")]
    [InlineData("udp://192.168.1.2;239.1.1.1:5556", "192.168.1.2", "192.168.1.2:0")]
    [InlineData("udp://[::1];[ff02::1]:5556", "[::1]", "::1:0")]
    [InlineData("udp://*;239.1.1.1:5556", "*", "*:0")]
    public void What_stands_before_a_semicolon_is_the_source(string text, string source, string parts)
    {
        var address = ZmqAddress.Parse(text);
        Assert.Equal(source, address.Source);
        Assert.Equal(5556, address.Port);
        Assert.Equal(address, ZmqAddress.Parse(address.ToString()));
        Assert.NotEqual(address, ZmqAddress.Parse($"{address.Scheme}://{text.Split(';')[1]}"));
        var (host, port) = SourceAddress.Split(source);
        Assert.Equal(parts, $"{host}:{port}");
    }

    [Theory]
    [InlineData("ipc:///run/orders.sock", "/run/orders.sock")]
    [InlineData("IPC:///Run/Orders.sock", "/Run/Orders.sock")]
    [InlineData("ipc://orders.sock", "orders.sock")]
    [InlineData("ipc:///tmp/with space", "/tmp/with space")]
    [InlineData("ipc://@abstract", "@abstract")]
    [InlineData("ipc://@a/b:c", "@a/b:c")]
    [InlineData("ipc://*", "*")]
    [InlineData("inproc://zeromq.zap.01", "zeromq.zap.01")]
    [InlineData("inproc://#1", "#1")]
    public void Address_with_a_path_or_a_name_keeps_it_as_written(string text, string path)
    {
        var address = ZmqAddress.Parse(text);

        Assert.Equal(path, address.Path);
        Assert.Equal("", address.Host);
        Assert.Null(address.Port);
        Assert.False(address.IsWildcardHost);
        Assert.Equal(path == "*", address.IsWildcardPath);
        Assert.Equal(address, ZmqAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData("tcp://[::1]:5555", "tcp://[::1]:5555")]
    [InlineData("tcp://[0::0001]:5555", "tcp://[::1]:5555")]
    [InlineData("tcp://[fe80:0::1%eth0]:5555", "tcp://[fe80::1%eth0]:5555")]
    [InlineData("tcp://*:5555", "tcp://*:5555")]
    [InlineData("TCP://127.0.0.1:*", "tcp://127.0.0.1:0")]
    [InlineData("ipc:///run/x.sock", "ipc:///run/x.sock")]
    [InlineData("ipc://@x", "ipc://@x")]
    [InlineData("inproc://X", "inproc://X")]
    [InlineData("ws://example.com:80/Feed/a", "ws://example.com:80/Feed/a")]
    public void Text_of_an_address_is_canonical(string text, string canonical) =>
        Assert.Equal(canonical, ZmqAddress.Parse(text).ToString());

    [Fact]
    public void Web_socket_address_has_a_path() => Assert.Equal("/feed", ZmqAddress.Parse("ws://h:80/feed").Path);

    [Fact]
    public void Addresses_are_equal_if_their_canonical_texts_are()
    {
        var one = ZmqAddress.Parse("tcp://LOCALHOST:*");
        var same = ZmqAddress.Parse("tcp://localhost:0");
        var other = ZmqAddress.Parse("tcp://localhost:1");

        Assert.True(one == same);
        Assert.True(one.Equals((object)same));
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.True(one != other);
        Assert.False(one.Equals(null));
        Assert.False(one == null);
        Assert.NotEqual(ZmqAddress.Parse("ipc://X"), ZmqAddress.Parse("ipc://x"));
    }

    [Fact]
    public void Bound_port_and_path_replace_wildcards()
    {
        Assert.Equal("tcp://[::1]:5555", ZmqAddress.Parse("tcp://[::1]:*").WithPort(5555).ToString());
        Assert.Equal("ipc:///tmp/a", ZmqAddress.Parse("ipc://*").WithPath("/tmp/a").ToString());
    }

    [Fact]
    public void Try_parse_answers_false_instead_of_throwing()
    {
        Assert.False(ZmqAddress.TryParse(null, out var address));
        Assert.Null(address);
        Assert.False(ZmqAddress.TryParse("nonsense", out _));
        Assert.True(ZmqAddress.TryParse("tcp://a:1".AsSpan(), out address));
        Assert.Equal("tcp://a:1", address.ToString());
        Assert.Throws<ArgumentNullException>(() => ZmqAddress.Parse(null!));
    }

    [Fact]
    public void Generic_code_parses_addresses()
    {
        Assert.Equal("tcp://a:1", Parse<ZmqAddress>("tcp://a:1").ToString());
        Assert.True(TryParse<ZmqAddress>("tcp://a:1", out _));
        Assert.False(TryParse<ZmqAddress>("a", out _));

        static T Parse<T>(string text) where T : ISpanParsable<T> => T.Parse(text.AsSpan(), provider: null);
        static bool TryParse<T>(string text, out T? value) where T : IParsable<T> => T.TryParse(text, provider: null, out value);
    }
}
