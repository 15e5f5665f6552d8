using System.Buffers;

namespace Monocoque.Zmtp.Tests;

/// <summary>A session with its hands tied to a test: feed it, look at what it says.</summary>
internal sealed class Driver : IDisposable
{
    internal Driver(ZmtpSessionOptions options)
    {
        Session = new ZmtpSession(options, Pool);
    }

    internal Driver(ZmqSocketType? type)
        : this(Transcript.Options(type))
    {
    }

    internal MessagePool Pool { get; } = new(poisonReturned: true);

    internal ZmtpSession Session { get; }

    /// <summary>A session whose handshake is done and whose output is taken.</summary>
    internal static Driver Connected(ZmtpSessionOptions options, bool is30 = false)
    {
        var driver = new Driver(options);
        Assert.Equal(ZmtpEvent.HandshakeCompleted, driver.Feed(Peer.Handshake(options.SocketType!.Value, is30)));
        driver.TakeOutput();
        return driver;
    }

    internal static Driver Connected(ZmqSocketType type, bool is30 = false) => Connected(Transcript.Options(type), is30);

    /// <summary>The first event of the input, all of which it must consume unless it fails. Messages are disposed.</summary>
    internal ZmtpEvent Feed(params byte[] octets)
    {
        ReadOnlySpan<byte> input = octets;
        var found = Session.Read(ref input, out var message);
        message.Dispose();
        Assert.True(input.IsEmpty || found == ZmtpEvent.Failed, $"{input.Length} octets left after {found}");
        return found;
    }

    internal byte[] TakeOutput()
    {
        var output = new ArrayBufferWriter<byte>();
        Session.TakeOutput(output);
        Assert.False(Session.HasOutput);
        return output.WrittenSpan.ToArray();
    }

    public void Dispose() => Session.Dispose();
}
