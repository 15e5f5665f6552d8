using System.Net;
using System.Net.Sockets;
using Monocoque.Admission;

namespace Monocoque.Sockets.Tests.Admission;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("", "", "192.0.2.1", true)]
    [InlineData("10.0.0.0/8", "", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "", "11.0.0.0", false)]
    [InlineData("10.0.0.0/8", "", "9.255.255.255", false)]
    [InlineData("192.0.2.7", "", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "", "192.0.2.6", false)]
    [InlineData("10.0.0.0/8 192.0.2.0/24", "", "192.0.2.200", true)]
    [InlineData("", "10.0.0.0/8", "10.1.2.3", false)]
    [InlineData("", "10.0.0.0/8", "192.0.2.1", true)]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", false)]
    [InlineData("10.1.2.3", "10.0.0.0/8", "10.1.2.3", false)]
    [InlineData("0.0.0.0/0", "", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "", "2001:db8::1", false)]
    [InlineData("::/0", "", "2001:db8::1", true)]
    [InlineData("::/0", "", "203.0.113.9", false)]
    [InlineData("10.0.0.0/8", "", "::ffff:10.1.2.3", true)]
    [InlineData("", "10.0.0.0/8", "::ffff:10.1.2.3", false)]
    [InlineData("::/0", "", "::ffff:10.1.2.3", false)]
    [InlineData("::ffff:10.0.0.0/104", "", "10.1.2.3", true)]
    [InlineData("::ffff:10.0.0.0/104", "", "11.1.2.3", false)]
    [InlineData("2001:db8::/33", "", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "", "2001:db8:8000::1", false)]
    [InlineData("2001:db8::1", "", "2001:db8::1", true)]
    [InlineData("2001:db8::1", "", "2001:db8::2", false)]
    [InlineData("fe80::/10", "", "fe80::1%1", true)]
    public void Address_is_judged_by_both_lists(string allow, string deny, string address, bool comesIn)
    {
        var rules = new AddressRules(Parse(allow), Parse(deny));

        Assert.Equal(comesIn, rules.FindObjection(new IPEndPoint(IPAddress.Parse(address), 1)) is null);
        Assert.Equal(comesIn, rules.FindObjection(PeerAddress.Of(new IPEndPoint(IPAddress.Parse(address), 1).Serialize())) is null);
    }

    [Fact]
    public void What_has_no_address_is_not_concerned_and_what_hides_it_is_not_allowed()
    {
        var (allowing, denying) = (new AddressRules(Parse("10.0.0.0/8"), []), new AddressRules([], Parse("0.0.0.0/0")));
        Assert.Null(allowing.FindObjection(new UnixDomainSocketEndPoint("/run/a.sock")));
        Assert.Null(denying.FindObjection(new UnixDomainSocketEndPoint("/run/a.sock")));
        Assert.Contains("not known", allowing.FindObjection(remote: null), StringComparison.Ordinal);
        Assert.Null(denying.FindObjection(remote: null));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.1.2.3", "10.1.2.3/32")]
    [InlineData("10.1.2.3/32", "10.1.2.3/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("::1", "::1/128")]
    [InlineData("2001:0DB8::/32", "2001:db8::/32")]
    public void Networks_are_read_as_they_are_written(string text, string network)
    {
        Assert.True(NetworkText.TryParse(text, out var parsed, out _));
        Assert.Equal(network, parsed.ToString());
    }

    [Theory]
    [InlineData("", "is not an address or a network, for example")]
    [InlineData("10/8", "is not an address or a network")]
    [InlineData("010.0.0.1", "is not an address or a network")]
    [InlineData("0x0a.0.0.1", "is not an address or a network")]
    [InlineData("10.0.0", "is not an address or a network")]
    [InlineData("localhost", "is not an address or a network")]
    [InlineData("[::1]", "is not an address or a network")]
    [InlineData("fe80::1%eth0", "is not an address or a network")]
    [InlineData("10.0.0.1:5555", "is not an address or a network")]
    [InlineData("10.0.0.0/33", "the length of a prefix of 10.0.0.0 is 0 to 32")]
    [InlineData("10.0.0.0/", "the length of a prefix of 10.0.0.0 is 0 to 32")]
    [InlineData("10.0.0.0/-1", "the length of a prefix of 10.0.0.0 is 0 to 32")]
    [InlineData("::/129", "the length of a prefix of :: is 0 to 128")]
    [InlineData("10.0.0.1/8", "has bits behind its prefix. Write 10.0.0.0/8 for the network, or 10.0.0.1 for the address")]
    public void What_is_not_quite_a_network_is_an_error_that_helps(string text, string error)
    {
        Assert.False(NetworkText.TryParse(text, out _, out var told));
        Assert.Contains($"is '{text}'", told, StringComparison.Ordinal);
        Assert.Contains(error, told, StringComparison.Ordinal);
    }

    internal static IEnumerable<IPNetwork> Parse(string networks) => networks.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(static text => NetworkText.TryParse(text, out var network, out var error) ? network : throw new FormatException(error));
}
