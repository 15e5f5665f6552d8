using System.Security.Cryptography.X509Certificates;
using Monocoque.Sockets.Tests.Security;
using Monocoque.Sockets.Tests.Support;
using Monocoque.Testing;

namespace Monocoque.Sockets.Tests.Tls;

/// <summary>An authority, a server that it vouches for, and clients that trust it.</summary>
public abstract class TlsSocketTest : SecuritySocketTest, IDisposable
{
    private protected const string AnyPort = "tls+tcp://127.0.0.1:0";

    private protected TestCertificates Authority { get; } = new();

    private protected X509Certificate2 ServerCertificate => field ??= Authority.IssueServer("localhost", "127.0.0.1");

    public virtual void Dispose()
    {
        Authority.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Server(ZmqSocketOptions options) => options.Tls.Certificate = ServerCertificate;

    private protected void Client(ZmqSocketOptions options) => options.Tls.TrustedCertificates.Add(Authority.Authority);

    /// <summary>Asks its clients for certificates of the same authority.</summary>
    private protected Action<ZmqSocketOptions> AskingServer(ZmqClientCertificateMode mode) => options =>
    {
        Server(options);
        options.Tls.ClientCertificateMode = mode;
        options.Tls.TrustedCertificates.Add(Authority.Authority);
    };

    private protected Action<ZmqSocketOptions> ClientWith(X509Certificate2 certificate) => options =>
    {
        Client(options);
        options.Tls.Certificate = certificate;
    };

    private protected async Task<string> BindTlsAsync(IZmqSocket socket) => $"{await socket.BindAsync(AnyPort, Token)}";

    /// <summary>A peer whose every octet inside TLS the test decides, after its handshakes.</summary>
    private protected async Task<RawPeer> SecureAsync(string address, string type)
    {
        var peer = await DialAsync(ZmqAddress.Parse(address));
        await peer.BeginTlsAsync(Authority.Authority);
        await peer.ShakeHandsAsync(type);
        return peer;
    }

    private protected static Action<ZmqSocketOptions> Both(Action<ZmqSocketOptions> first, Action<ZmqSocketOptions> second) => first + second;
}
