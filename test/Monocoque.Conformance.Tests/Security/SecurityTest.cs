using System.Text;
using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Security;

/// <summary>Servers of either implementation that ask a ZAP handler beside them, and clients.</summary>
public abstract class SecurityTest : ConformanceTest
{
    protected const string User = "admin";
    protected const string Password = "secret";
    protected const string Domain = "inner";

    private ZapHandler? _handler;

    protected static CurveKeyPair ServerKeys { get; } = ZmqCurve.GenerateKeyPair();

    protected static CurveKeyPair ClientKeys { get; } = ZmqCurve.GenerateKeyPair();

    public override async ValueTask DisposeAsync()
    {
        if (_handler is not null)
            await _handler.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the handler that servers of this side ask.</summary>
    private protected async Task<ZapHandler> JudgeAsync(Side side, Func<byte[][], byte[][]> answer) =>
        _handler = await ZapHandler.StartAsync(Open(side, ZmqSocketType.Rep), answer);

    /// <summary>Starts a handler that lets the one user, the one key and the one domain in.</summary>
    private protected Task<ZapHandler> JudgeAsync(Side side) => JudgeAsync(side, static request => ZapHandler.Reply(request, IsKnown(request) ? "200" : "400"));

    /// <summary>Opens a socket that asks the handler.</summary>
    private protected ITestSocket OpenServer(Side side, Action<ZmqSocketOptions> configure, ZmqSocketType type = ZmqSocketType.Dealer) => Open(side, type, options =>
    {
        configure(options);
        options.Security.ZapEndpoint = ZapHandler.Endpoint;
    });

    private protected ITestSocket OpenClient(Side side, Action<ZmqSocketOptions>? configure = null) => Open(side, ZmqSocketType.Dealer, configure);

    protected static void PlainServer(ZmqSocketOptions options) => (options.Security.Mechanism, options.Security.AsServer) = (ZmqMechanism.Plain, true);

    protected static Action<ZmqSocketOptions> PlainClient(string password = Password) => options =>
        (options.Security.Mechanism, options.Security.Username, options.Security.Password) = (ZmqMechanism.Plain, User, password);

    protected static void CurveServer(ZmqSocketOptions options) =>
        (options.Security.Mechanism, options.Security.AsServer, options.Security.SecretKey) = (ZmqMechanism.Curve, true, ServerKeys.SecretKey);

    protected static void CurveClient(ZmqSocketOptions options) => CurveClient(ClientKeys.SecretKey, ServerKeys.PublicKey)(options);

    protected static Action<ZmqSocketOptions> CurveClient(string secretKey, string serverKey) => options =>
        (options.Security.Mechanism, options.Security.SecretKey, options.Security.ServerKey) = (ZmqMechanism.Curve, secretKey, serverKey);

    /// <summary>The client comes in, and both are heard.</summary>
    private protected static async Task ServesAsync(string address, ITestSocket server, ITestSocket client)
    {
        await LinkAsync(address, server, client);
        await client.SendTextAsync("to the", "server");
        await server.ExpectAsync("to the", "server");
        await server.SendTextAsync("to the client");
        await client.ExpectAsync("to the client");
    }

    /// <summary>The client does not come in; how the server tells that.</summary>
    private protected static async Task<SocketEvent> RefusesAsync(string address, ITestSocket server, ITestSocket client)
    {
        var events = await server.WatchAsync();
        await client.ConnectAsync(address);
        var failure = await events.WaitForAsync(ZmqEventKind.AuthenticationFailed, ZmqEventKind.HandshakeFailed, ZmqEventKind.HandshakeSucceeded);
        await client.DisposeAsync();
        Assert.NotEqual(ZmqEventKind.HandshakeSucceeded, failure.Kind);
        return failure;
    }

    /// <summary>The credentials are wrong, which the server tells with the status of the handler.</summary>
    private protected static async Task DeniesAsync(string address, ITestSocket server, ITestSocket client)
    {
        var failure = await RefusesAsync(address, server, client);
        Assert.Equal((ZmqEventKind.AuthenticationFailed, 400), (failure.Kind, failure.Value));
    }

    /// <summary>Something that speaks no ZMTP is shown out.</summary>
    private protected async Task IsDisturbedAsync(string address)
    {
        using var stranger = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline);
        await stranger.SendAsync("GET / HTTP/1.1\r\nHost: somewhere\r\n\r\n"u8.ToArray());
        await stranger.ReadToEndAsync();
    }

    private static bool IsKnown(byte[][] request) => Encoding.ASCII.GetString(request[5]) switch
    {
        "PLAIN" => Encoding.UTF8.GetString(request[6]) == User && Encoding.UTF8.GetString(request[7]) == Password,
        "CURVE" => request[6].AsSpan().SequenceEqual(Z85.Decode(ClientKeys.PublicKey)),
        _ => Encoding.UTF8.GetString(request[2]) == Domain,
    };
}
