using System.Collections.Concurrent;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Security;

/// <summary>Keys, and sockets that have them.</summary>
public abstract class SecuritySocketTest : SocketTest
{
    protected static CurveKeyPair ServerKeys { get; } = ZmqCurve.GenerateKeyPair();

    protected static CurveKeyPair ClientKeys { get; } = ZmqCurve.GenerateKeyPair();

    private protected static void PlainServer(ZmqSocketOptions options)
    {
        options.Security.Mechanism = ZmqMechanism.Plain;
        options.Security.AsServer = true;
        options.Security.Users["admin"] = "secret";
    }

    private protected static Action<ZmqSocketOptions> PlainClient(string password = "secret", string user = "admin") => options =>
    {
        options.Security.Mechanism = ZmqMechanism.Plain;
        options.Security.Username = user;
        options.Security.Password = password;
    };

    private protected static void CurveServer(ZmqSocketOptions options)
    {
        options.Security.Mechanism = ZmqMechanism.Curve;
        options.Security.AsServer = true;
        options.Security.SecretKey = ServerKeys.SecretKey;
        options.Security.ClientKeys["worker"] = ClientKeys.PublicKey;
    }

    private protected static void CurveClient(ZmqSocketOptions options) => CurveClient(ClientKeys, ServerKeys.PublicKey)(options);

    private protected static Action<ZmqSocketOptions> CurveClient(CurveKeyPair own, string serverKey) => options =>
    {
        options.Security.Mechanism = ZmqMechanism.Curve;
        options.Security.SecretKey = own.SecretKey;
        options.Security.ServerKey = serverKey;
    };

    /// <summary>A server with this authenticator.</summary>
    private protected static Action<ZmqSocketOptions> AskedBy(IZmqAuthenticator authenticator, Action<ZmqSocketOptions>? mechanism = null) => options =>
    {
        (mechanism ?? PlainServer)(options);
        options.Security.Users.Clear();
        options.Security.ClientKeys.Clear();
        options.Security.Authenticator = authenticator;
    };

    /// <summary>An authenticator that is one function, and remembers what it was asked.</summary>
    private protected sealed class Judge(Func<ZmqAuthenticationRequest, CancellationToken, ValueTask<ZmqAuthenticationResult>> answer) : IZmqAuthenticator
    {
        internal Judge(Func<ZmqAuthenticationRequest, ZmqAuthenticationResult> answer)
            : this((request, _) => new ValueTask<ZmqAuthenticationResult>(answer(request)))
        {
        }

        internal ConcurrentQueue<ZmqAuthenticationRequest> Requests { get; } = [];

        public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken)
        {
            Requests.Enqueue(request);
            return answer(request, cancellationToken);
        }
    }
}
