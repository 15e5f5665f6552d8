using System.Text;
using Monocoque.Hosting;
using Monocoque.Zmtp;

namespace Monocoque.Security;

/// <summary>Checks <see cref="ZmqSecurityOptions"/>. No fault repeats a value that may be a secret.</summary>
internal static class SecurityOptionsValidator
{
    private const int MaxOctets = byte.MaxValue;
    private const string Remedy = "Write 40 characters of Z85, as ZmqCurve.GenerateKeyPair makes them, or 64 of hexadecimal.";

    internal static void Check(ZmqSocketOptions socket, Action<string> fault)
    {
        var options = socket.Security;
        void Fault(string text) => fault($"Security: {text}");
        if (!Enum.IsDefined(options.Mechanism))
        {
            Fault($"Mechanism is {(int)options.Mechanism}. Use Null, Plain or Curve.");
            return;
        }
        foreach (var (name, isSet, isForThis) in Applicability(options))
        {
            if (isSet && !isForThis)
                Fault($"{name} is set, but is not for {Describe(options)}. Remove it, or set Mechanism and AsServer as you mean them.");
        }
        CheckPlace(socket, Fault);
        CheckTexts(options, Fault);
        CheckSources(options, Fault);
        if (options.Mechanism == ZmqMechanism.Plain)
            CheckPlain(options, Fault);
        if (options.Mechanism == ZmqMechanism.Curve)
            CheckCurve(options, Fault);
    }

    /// <summary>Each option that is for some roles only: its name, whether it is set, whether it is for this role.</summary>
    private static IEnumerable<(string Name, bool IsSet, bool IsForThis)> Applicability(ZmqSecurityOptions options)
    {
        var isPlain = options.Mechanism == ZmqMechanism.Plain;
        var isCurve = options.Mechanism == ZmqMechanism.Curve;
        var isServer = options.AsServer;
        yield return (nameof(options.AsServer), options.AsServer, isPlain || isCurve);
        yield return (nameof(options.Username), options.Username is not null, isPlain && !isServer);
        yield return (nameof(options.Password), options.Password is not null, isPlain && !isServer);
        yield return (nameof(options.PublicKey), options.PublicKey is not null, isCurve);
        yield return (nameof(options.SecretKey), options.SecretKey is not null, isCurve);
        yield return (nameof(options.PreviousSecretKey), options.PreviousSecretKey is not null, isCurve && isServer);
        yield return (nameof(options.ServerKey), options.ServerKey is not null, isCurve && !isServer);
        yield return (nameof(options.Users), options.Users.Count > 0, isPlain && isServer);
        yield return (nameof(options.ClientKeys), options.ClientKeys.Count > 0, isCurve && isServer);
        yield return (nameof(options.AllowAnyClient), options.AllowAnyClient, (isPlain || isCurve) && isServer);
        yield return (nameof(options.ZapDomain), !string.IsNullOrEmpty(options.ZapDomain), isServer || options.Mechanism == ZmqMechanism.Null);
        var asks = isServer || (options.Mechanism == ZmqMechanism.Null && !string.IsNullOrEmpty(options.ZapDomain));
        yield return (nameof(options.ZapEndpoint), options.ZapEndpoint is not null, asks);
        yield return (nameof(options.Authenticator), options.Authenticator is not null, asks);
    }

    private static string Describe(ZmqSecurityOptions options) =>
        options.Mechanism == ZmqMechanism.Null ? "the mechanism NULL without a ZapDomain" : $"a {options}";

    /// <summary>Some ways to send have no handshake.</summary>
    private static void CheckPlace(ZmqSocketOptions socket, Action<string> fault)
    {
        if (socket.Security is { Mechanism: ZmqMechanism.Null, ZapDomain: null or "" })
            return;
        if (socket.Type == ZmqSocketType.Stream)
            fault($"a STREAM socket speaks no ZMTP, so there is no {socket.Security} handshake. Remove the section.");
        foreach (var address in socket.Bind.Concat(socket.Connect))
        {
            if (address?.StartsWith("udp://", StringComparison.OrdinalIgnoreCase) == true)
                fault($"'{address}' has no handshake, so nobody would be checked there. Remove the address or the section.");
        }
    }

    private static void CheckTexts(ZmqSecurityOptions options, Action<string> fault)
    {
        CheckLength(nameof(options.Username), options.Username, fault);
        CheckLength(nameof(options.Password), options.Password, fault);
        CheckLength(nameof(options.ZapDomain), options.ZapDomain, fault);
        if (options.ZapDomain is null)
            fault($"{nameof(options.ZapDomain)} is null. Use an empty text for none.");
        if (options.ZapEndpoint is not { } endpoint)
            return;
        if (!ZmqAddressParser.TryParse(endpoint, out var address, out var error))
            fault($"{nameof(options.ZapEndpoint)}: {error}");
        else if (address.Scheme is not ("inproc" or "tcp" or "ipc") || address.IsWildcardHost || address.Port == 0)
            fault($"{nameof(options.ZapEndpoint)} is '{endpoint}', which cannot be connected to. Use an address such as inproc://zeromq.zap.01.");
    }

    private static void CheckLength(string option, string? text, Action<string> fault)
    {
        if (text is not null && Encoding.UTF8.GetByteCount(text) is > MaxOctets and var length)
            fault($"{option} has {length} octets of UTF-8. Use at most {MaxOctets}.");
    }

    /// <summary>Whom to ask must be certain.</summary>
    private static void CheckSources(ZmqSecurityOptions options, Action<string> fault)
    {
        var sources = new List<string>();
        if (options.Users.Count > 0)
            sources.Add(nameof(options.Users));
        if (options.ClientKeys.Count > 0)
            sources.Add(nameof(options.ClientKeys));
        if (options.AllowAnyClient)
            sources.Add(nameof(options.AllowAnyClient));
        if (options.ZapEndpoint is not null)
            sources.Add(nameof(options.ZapEndpoint));
        if (options.Authenticator is not null)
            sources.Add(nameof(options.Authenticator));
        if (sources.Count > 1)
            fault($"{string.Join(" and ", sources)} are set, and only one of them can say who may come in. Keep one.");
    }

    private static void CheckPlain(ZmqSecurityOptions options, Action<string> fault)
    {
        if (!options.AsServer)
        {
            if (options.Username is null)
                fault($"{nameof(options.Username)} is missing. A PLAIN client names itself; for a server set {nameof(options.AsServer)}.");
            if (options.Password is null)
                fault($"{nameof(options.Password)} is missing. Set it, to an empty text if there is none.");
            return;
        }
        foreach (var (name, password) in options.Users)
        {
            CheckLength($"{nameof(options.Users)}: a name", name, fault);
            CheckLength($"{nameof(options.Users)}: the password of '{name}'", password, fault);
            if (name.Length == 0 || password is null)
                fault($"{nameof(options.Users)} has an entry without a name or a password. Remove it.");
        }
    }

    private static void CheckCurve(ZmqSecurityOptions options, Action<string> fault)
    {
        if (Sodium.Obstacle is { } obstacle)
        {
            fault(obstacle);
            return;
        }
        CheckKey(nameof(options.SecretKey), options.SecretKey, isNeeded: true, fault);
        CheckKey(nameof(options.PreviousSecretKey), options.PreviousSecretKey, isNeeded: false, fault);
        CheckKey(nameof(options.PublicKey), options.PublicKey, isNeeded: false, fault);
        CheckKey(nameof(options.ServerKey), options.ServerKey, isNeeded: !options.AsServer, fault);
        if (ZmqCurve.TryParseKey(options.SecretKey, out _) && ZmqCurve.TryParseKey(options.PublicKey, out var publicKey)
            && !string.Equals(Z85.Encode(publicKey), ZmqCurve.DerivePublicKey(options.SecretKey!), StringComparison.Ordinal))
            fault($"{nameof(options.PublicKey)} does not belong to {nameof(options.SecretKey)}. Remove it, it follows from the secret key; or correct one of them.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, key) in options.ClientKeys)
        {
            if (name.Length == 0)
                fault($"{nameof(options.ClientKeys)} has a key without a name. Name the client it belongs to.");
            else if (!ZmqCurve.TryParseKey(key, out var octets))
                fault($"{nameof(options.ClientKeys)}: what '{name}' has is no key. {Remedy}");
            else if (!seen.Add(Z85.Encode(octets)))
                fault($"{nameof(options.ClientKeys)}: the key of '{name}' is also that of another. Give each client its own.");
        }
    }

    private static void CheckKey(string option, string? key, bool isNeeded, Action<string> fault)
    {
        if (key is null && isNeeded)
            fault($"{option} is missing. {Remedy}");
        else if (key is not null && !ZmqCurve.TryParseKey(key, out _))
            fault($"{option} has {key.Length} characters that are no key. {Remedy}");
    }
}
