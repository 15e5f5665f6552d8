using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Monocoque.Zmtp;

namespace Monocoque.Security;

/// <summary>The security of a socket at one time, as its connections use it. A change of the options makes another; connections keep the one they were made with.</summary>
internal sealed class SocketSecurity
{
    private SocketSecurity(ZmtpSecurity wire, IZmqAuthenticator? authenticator, string domain)
    {
        Wire = wire;
        Authenticator = authenticator;
        Domain = domain;
    }

    /// <summary>What the session needs.</summary>
    internal ZmtpSecurity Wire { get; }

    /// <summary>Whom to ask; null where nobody is asked.</summary>
    internal IZmqAuthenticator? Authenticator { get; }

    internal string Domain { get; }

    /// <param name="name">The socket.</param>
    /// <param name="options">Its options, which have been validated.</param>
    /// <param name="runtime">Whom to ask where the socket does not say.</param>
    /// <param name="isAuthorized">Every peer is asked about, whatever the mechanism.</param>
    /// <exception cref="OptionsValidationException">There is nobody to ask, or nobody can be asked about.</exception>
    internal static SocketSecurity Create(string name, ZmqSecurityOptions options, ZmqRuntime runtime, bool isAuthorized)
    {
        if (isAuthorized && options is { Mechanism: not ZmqMechanism.Null, AsServer: false })
            throw CreateClientCannotJudge(name, options);
        var authenticator = options.Judges ? FindAuthenticator(options, runtime) ?? throw CreateNobodyToAsk(name, options) : null;
        return new SocketSecurity(CreateWire(options, isAuthorized), authenticator, options.ZapDomain);
    }

    private static IZmqAuthenticator? FindAuthenticator(ZmqSecurityOptions options, ZmqRuntime runtime)
    {
        if (options.Authenticator is { } own)
            return own;
        if (options.Users.Count > 0)
            return new PlainUsersAuthenticator(options.Users);
        if (options.ClientKeys.Count > 0)
            return new CurveKeysAuthenticator(options.ClientKeys);
        if (options.ZapEndpoint is { } endpoint)
            return runtime.GetZapClient(endpoint);
        return options.AllowAnyClient ? new AnyClientAuthenticator() : runtime.Options.Authenticator;
    }

    private static OptionsValidationException CreateNobodyToAsk(string name, ZmqSecurityOptions options)
    {
        var own = options.Mechanism switch
        {
            ZmqMechanism.Plain => "list names and passwords in Security:Users, ",
            ZmqMechanism.Curve => "list the clients' public keys in Security:ClientKeys, ",
            _ => "remove Security:ZapDomain, ",
        };
        var open = options.Mechanism == ZmqMechanism.Null ? "" : ", or let everybody in with Security:AllowAnyClient = true";
        return new OptionsValidationException(name, typeof(ZmqSocketOptions),
        [
            $"Socket '{name}': Security: the socket is to check its peers ({(options.Mechanism == ZmqMechanism.Null ? "NULL with a ZapDomain" : options.ToString())}),"
            + $" but nobody is there to say who may come in. Either {own}set Security.Authenticator in code, register one for all sockets by"
            + $" AddZmq().AddAuthenticator<T>(), ask a ZAP handler by Security:ZapEndpoint{open}.",
        ]);
    }

    private static OptionsValidationException CreateClientCannotJudge(string name, ZmqSecurityOptions options) => new(name, typeof(ZmqSocketOptions),
    [
        $"Socket '{name}': Security: its endpoint asks for authorization, but the socket is a {options}, which proves itself to its peers and does not learn who"
        + $" they are. Set Security:{nameof(options.AsServer)} = true here and make the peers the clients, or take the policy off by AllowAnonymous().",
    ]);

    private static ZmtpSecurity CreateWire(ZmqSecurityOptions options, bool isAuthorized) => options.Mechanism switch
    {
        ZmqMechanism.Plain when options.AsServer => ZmtpSecurity.PlainServer,
        ZmqMechanism.Plain => CreatePlainClient(options),
        ZmqMechanism.Curve => CreateCurve(options),
        _ when options.Judges => ZmtpSecurity.AskedNull,
        _ => isAuthorized ? ZmtpSecurity.AuthorizedNull : ZmtpSecurity.None,
    };

    private static ZmtpSecurity CreatePlainClient(ZmqSecurityOptions options)
    {
        var password = Encoding.UTF8.GetBytes(options.Password!);
        var client = ZmtpSecurity.PlainClient(Encoding.UTF8.GetBytes(options.Username!), password);
        CryptographicOperations.ZeroMemory(password);
        return client;
    }

    private static ZmtpSecurity CreateCurve(ZmqSecurityOptions options)
    {
        var secretKey = ParseKey(options.SecretKey);
        var previous = ParseKey(options.PreviousSecretKey);
        var curve = options.AsServer ? ZmtpSecurity.CurveServer(secretKey, previous) : ZmtpSecurity.CurveClient(secretKey, ParseKey(options.ServerKey));
        CryptographicOperations.ZeroMemory(secretKey);
        CryptographicOperations.ZeroMemory(previous);
        return curve;
    }

    private static byte[] ParseKey(string? text) => ZmqCurve.TryParseKey(text, out var octets) ? octets : [];
}
