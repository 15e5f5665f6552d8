namespace Monocoque.Addresses;

public class ZmqAddressErrorTests
{
    [Theory]
    // scheme
    [InlineData("", "it is empty", "tcp://127.0.0.1:5555")]
    [InlineData("localhost:5555", "scheme is missing", "tcp://localhost:5555")]
    [InlineData("*:5555", "scheme is missing", "tcp://*:5555")]
    [InlineData("127.0.0.1", "scheme is missing", "tcp://127.0.0.1:5555")]
    [InlineData("5555", "scheme is missing", "tcp://127.0.0.1:5555")]
    [InlineData("://localhost:5555", "scheme is missing", "tcp://localhost:5555")]
    [InlineData("/run/x.sock", "scheme is missing", "ipc:///run/x.sock")]
    [InlineData("tcp:/localhost:5555", "'://'", "tcp://localhost:5555")]
    [InlineData("tcp:localhost:5555", "'://'", "tcp://localhost:5555")]
    [InlineData("ipc:/run/x.sock", "'://'", "ipc:///run/x.sock")]
    [InlineData("http://localhost:80", "'http' is not known", "tcp://127.0.0.1:5555")]
    [InlineData("pgm://eth0;239.0.0.1:80", "'pgm' is not known", "tcp://127.0.0.1:5555")]
    [InlineData(">tcp://localhost:80", "'>tcp' is not known", "tcp://127.0.0.1:5555")]
    [InlineData(" tcp://localhost:80", "white space", "tcp://localhost:80")]
    [InlineData("tcp://localhost:80\n", "white space", "tcp://localhost:80")]
    [InlineData("  ", "white space", "tcp://127.0.0.1:5555")]
    // port
    [InlineData("tcp://localhost", "port is missing", "tcp://localhost:5555")]
    [InlineData("tcp://localhost:", "port is missing", "tcp://localhost:5555")]
    [InlineData("tcp://[::1]", "port is missing", "tcp://[::1]:5555")]
    [InlineData("tcp://[::1]5555", "port is missing", "tcp://127.0.0.1:5555")]
    [InlineData("tcp://*", "port is missing", "tcp://*:5555")]
    [InlineData("tcp://localhost:65536", "out of range", "tcp://localhost:5555")]
    [InlineData("tcp://localhost:99999999999999999999", "out of range", "tcp://localhost:5555")]
    [InlineData("tcp://localhost:-1", "not a number", "tcp://localhost:5555")]
    [InlineData("tcp://localhost:+1", "not a number", "")]
    [InlineData("tcp://localhost:0x10", "not a number", "")]
    [InlineData("tcp://localhost:http", "not a number", "")]
    [InlineData("tcp://localhost:?", "not a number", "")]
    [InlineData("tcp://localhost:55 55", "white space", "")]
    [InlineData("tcp://localhost:٥٥", "not a number", "")]
    // host
    [InlineData("tcp://", "host and port are missing", "tcp://127.0.0.1:5555")]
    [InlineData("tcp://:5555", "host is missing", "tcp://127.0.0.1:5555")]
    [InlineData("tcp://local host:5555", "white space", "")]
    [InlineData("tcp://localhost:5555/", "ends with the port", "tcp://localhost:5555")]
    [InlineData("tcp://localhost:5555/x", "ends with the port", "tcp://localhost:5555")]
    // source
    [InlineData("tcp://127.0.0.1;localhost:5555", "source address before ';' has no port", "tcp://192.168.1.17:0;localhost:5555")]
    [InlineData("tcp://[::1];localhost:5555", "source address before ';' has no port", "tcp://192.168.1.17:0;localhost:5555")]
    [InlineData("tcp://127.0.0.1:x;localhost:5555", "before ';' the port 'x' is not a number", "tcp://192.168.1.17:0;localhost:5555")]
    [InlineData("tcp://[:0;localhost:5555", "bracket without its end", "tcp://192.168.1.17:0;localhost:5555")]
    [InlineData("tcp://[eth0:0;localhost:5555", "bracket without its end", "tcp://192.168.1.17:0;localhost:5555")]
    [InlineData("udp://[;239.0.0.1:5555", "bracket without its end", "udp://eth0;239.0.0.1:5555")]
    [InlineData("tcp://;localhost:5555", "source address before ';' has no port", "tcp://192.168.1.17:0;localhost:5555")]
    [InlineData("tcp://:0;localhost:5555", "before ';' the host is missing", "tcp://192.168.1.17:0;localhost:5555")]
    [InlineData("tcp://::1:0;localhost:5555", "before ';' an IPv6 address stands in brackets", "tcp://192.168.1.17:0;localhost:5555")]
    [InlineData("tcp://1:0;2:0;localhost:5555", "source address before ';'", "tcp://192.168.1.17:0;localhost:5555")]
    [InlineData("tcp://127.0.0.1:0;", "host and port are missing", "tcp://192.168.1.17:0;feed.example:5556")]
    [InlineData("udp://;239.1.1.1:5555", "before ';' the host is missing", "udp://eth0;239.1.1.1:5555")]
    [InlineData("udp://eth0:1;239.1.1.1:5555", "before ';' an IPv6 address", "udp://eth0;239.1.1.1:5555")]
    [InlineData("ws://127.0.0.1:0;localhost:80", "nothing before a ';'", "ws://localhost:80")]
    [InlineData("tcp://bücher.example:5555", "contains 'ü'", "")]
    [InlineData("tcp://user@host:5555", "contains '@'", "")]
    [InlineData("tcp://**:5555", "contains '*'", "")]
    [InlineData("tcp://-host:5555", "begins or ends with '-'", "")]
    [InlineData("tcp://host-.example:5555", "begins or ends with '-'", "")]
    [InlineData("tcp://a..b:5555", "1 to 63 characters", "")]
    [InlineData("tcp://.:5555", "1 to 63 characters", "")]
    [InlineData("tcp://.a:5555", "1 to 63 characters", "")]
    // IPv4
    [InlineData("tcp://256.0.0.1:5555", "IPv4", "")]
    [InlineData("tcp://1.2.3:5555", "IPv4", "")]
    [InlineData("tcp://1.2.3.4.5:5555", "IPv4", "")]
    [InlineData("tcp://127.0.0.01:5555", "no leading zeros", "")]
    [InlineData("tcp://1.2.3.-4:5555", "begins or ends with '-'", "")]
    [InlineData("tcp://1234:5555", "IPv4", "")]
    [InlineData("tcp://[127.0.0.1]:5555", "not an IPv6 address", "")]
    // IPv6
    [InlineData("tcp://::1:5555", "in brackets", "tcp://[::1]:5555")]
    [InlineData("tcp://2001:db8::1", "in brackets", "tcp://[2001:db8::1]:5555")]
    [InlineData("tcp://2001:db8:0:0:0:0:0:1:5555", "in brackets", "tcp://[2001:db8:0:0:0:0:0:1]:5555")]
    [InlineData("tcp://a:b:c", "in brackets", "tcp://[::1]:5555")]
    [InlineData("tcp://[]:5555", "not an IPv6 address", "")]
    [InlineData("tcp://[::g]:5555", "not an IPv6 address", "")]
    [InlineData("tcp://[::1::2]:5555", "not an IPv6 address", "")]
    [InlineData("tcp://[localhost]:5555", "not an IPv6 address", "")]
    [InlineData("tcp://[*]:5555", "not an IPv6 address", "")]
    [InlineData("tcp://[[::1]]:5555", "port is missing", "")]
    [InlineData("tcp://[::1:5555", "port is missing", "")]
    [InlineData("tcp://[::1%]:5555", "not an interface", "")]
    [InlineData("tcp://[::1%a b]:5555", "white space", "")]
    [InlineData("tcp://[::1%a%b]:5555", "not an interface", "")]
    // ipc, inproc
    [InlineData("ipc://", "path is missing", "ipc:///run/orders.sock")]
    [InlineData("ipc://@", "after '@'", "ipc://@orders")]
    [InlineData("ipc:///run/", "directory", "ipc:///run/orders.sock")]
    [InlineData("ipc:///run/a\0b", "control character", "ipc:///run/orders.sock")]
    [InlineData("inproc://", "name is missing", "inproc://orders")]
    public void Error_says_what_is_wrong_and_shows_an_address_that_is_right(string text, string problem, string example)
    {
        var error = Assert.Throws<FormatException>(() => ZmqAddress.Parse(text));

        Assert.StartsWith($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(" Example: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(example, error.Message, StringComparison.Ordinal);
        Assert.True(ZmqAddress.TryParse(error.Message[(error.Message.LastIndexOf("Example: ", StringComparison.Ordinal) + 9)..], out _), error.Message);
        Assert.False(ZmqAddress.TryParse(text, out _));
    }

    [Fact]
    public void Path_as_long_as_the_system_allows_is_taken_and_one_octet_more_names_the_limit()
    {
        Assert.Equal(107, ZmqAddress.Parse("ipc:///" + new string('a', 106)).Path.Length);
        var error = Assert.Throws<FormatException>(() => ZmqAddress.Parse("ipc:///" + new string('a', 107)));
        Assert.Contains("108 octets of UTF-8; the system allows 107", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Path_is_measured_in_octets_and_not_in_characters() =>
        Assert.Throws<FormatException>(() => ZmqAddress.Parse("ipc:///" + new string('ü', 54)));

    [Fact]
    public void Names_have_their_lengths_limited()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 62), 4));
        Assert.True(ZmqAddress.TryParse($"tcp://{longest}.b:1", out _));
        Assert.False(ZmqAddress.TryParse($"tcp://{longest}.bb:1", out _));
        Assert.True(ZmqAddress.TryParse($"tcp://{new string('a', 63)}:1", out _));
        Assert.False(ZmqAddress.TryParse($"tcp://{new string('a', 64)}:1", out _));
        Assert.True(ZmqAddress.TryParse("inproc://" + new string('a', 256), out _));
        Assert.False(ZmqAddress.TryParse("inproc://" + new string('a', 257), out _));
    }

    [Fact]
    public void Garbage_never_throws_from_try_parse()
    {
        const string Alphabet = "tcpi:/*[]%.@-019af;\0 ";
        var random = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            var text = (random.Next(2) == 0 ? "tcp://" : "") + string.Create(random.Next(12), random, static (span, random) =>
            {
                foreach (ref var c in span)
                    c = Alphabet[random.Next(Alphabet.Length)];
            });
            if (ZmqAddress.TryParse(text, out var address))
                Assert.Equal(address, ZmqAddress.Parse(address.ToString()));
        }
    }
}
