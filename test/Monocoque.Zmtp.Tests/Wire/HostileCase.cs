namespace Monocoque.Zmtp.Tests;

/// <summary>
/// An input that must end the connection. Each is also cut short after every octet, cut at every octet, and followed by a valid
/// message, which must not bring the session back to life.
/// </summary>
internal sealed record HostileCase(ZmtpSessionOptions Options, byte[] Before, byte[] Attack, ZmtpError Error, string? Reply = null)
{
    /// <summary>An attack in place of READY.</summary>
    internal static HostileCase OnHandshake(byte[] attack, ZmtpError error, string? reply = null, ZmqSocketType own = ZmqSocketType.Dealer) =>
        new(Transcript.Options(own), Vectors.Greeting, attack, error, reply);

    /// <summary>An attack after a good handshake.</summary>
    internal static HostileCase OnTraffic(byte[] attack, ZmtpError error, ZmqSocketType own = ZmqSocketType.Dealer) =>
        OnTraffic(attack, error, Transcript.Options(own));

    internal static HostileCase OnTraffic(byte[] attack, ZmtpError error, ZmtpSessionOptions options) =>
        new(options, Peer.Handshake(options.SocketType!.Value), attack, error);

    internal void Check()
    {
        var input = Hex.Join(Before, Attack);
        var whole = Transcript.OfEverySplit(Options, input);
        Assert.Equal(Error, whole.Error);
        Assert.EndsWith("Failed ", whole.Events, StringComparison.Ordinal);
        Assert.DoesNotContain("Message", whole.Events, StringComparison.Ordinal);
        Assert.All(whole.Reason!, c => Assert.InRange(c, ' ', '~'));
        CheckReply(whole.Output);

        var followed = Transcript.OfEverySplit(Options, Hex.Join(input, Vectors.Hi, Vectors.SubscribeAbc, Vectors.Ping));
        Assert.Equal(whole, followed);

        CheckTruncated(input, whole);
    }

    /// <summary>Until the octet that gives it away, an attack is an input that is not complete.</summary>
    private void CheckTruncated(byte[] input, Transcript whole)
    {
        var hasFailed = false;
        for (var length = 0; length < input.Length; length++)
        {
            var transcript = Transcript.Of(Options, input[..length]);
            Assert.False(hasFailed && transcript.Error == ZmtpError.None, $"forgiven after {length} octets");
            Assert.Contains(transcript.Error, new[] { ZmtpError.None, Error });
            Assert.StartsWith(transcript.Events, whole.Events, StringComparison.Ordinal);
            hasFailed = transcript.Error != ZmtpError.None;
        }
    }

    private void CheckReply(string output)
    {
        var error = Convert.ToHexString("\u0005ERROR"u8);
        if (Reply is null)
        {
            Assert.DoesNotContain(error, output, StringComparison.Ordinal);
            return;
        }
        var text = System.Text.Encoding.ASCII.GetBytes(Reply);
        Assert.EndsWith(Convert.ToHexString(Peer.Command("ERROR", [(byte)text.Length, .. text])), output, StringComparison.Ordinal);
    }
}
