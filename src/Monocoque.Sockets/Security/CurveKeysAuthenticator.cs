using System.Security.Claims;

namespace Monocoque.Security;

/// <summary>The public keys of <see cref="ZmqSecurityOptions.ClientKeys"/>, each the key of a user.</summary>
internal sealed class CurveKeysAuthenticator : IZmqAuthenticator
{
    private readonly Dictionary<string, string> _users = new(StringComparer.Ordinal);

    /// <param name="keys">User and key, which have been checked.</param>
    internal CurveKeysAuthenticator(IEnumerable<KeyValuePair<string, string>> keys)
    {
        foreach (var (user, key) in keys)
        {
            if (ZmqCurve.TryParseKey(key, out var octets))
                _users[Z85.Encode(octets)] = user;
        }
    }

    public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) => new(
        request.PublicKey is { } key && _users.TryGetValue(key, out var user)
            ? ZmqAuthenticationResult.Success(request, user, new Claim(ZmqSecurityOptions.PublicKeyClaim, key))
            : ZmqAuthenticationResult.Deny($"the key {request.PublicKey} is none of ClientKeys"));
}
