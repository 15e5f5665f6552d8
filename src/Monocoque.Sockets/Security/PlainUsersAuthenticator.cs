using System.Security.Cryptography;
using System.Text;

namespace Monocoque.Security;

/// <summary>
/// The names and passwords of <see cref="ZmqSecurityOptions.Users"/>. Passwords are kept as keyed digests, so that every comparison takes the same time, whether
/// the name is known or not and however long the password is.
/// </summary>
internal sealed class PlainUsersAuthenticator : IZmqAuthenticator
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, byte[]> _digests = new(StringComparer.Ordinal);
    private readonly byte[] _nobody;

    internal PlainUsersAuthenticator(IEnumerable<KeyValuePair<string, string>> users)
    {
        foreach (var (name, password) in users)
            _digests[name] = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(password));
        _nobody = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    }

    public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, request.PasswordOctets.Span, digest);
        var name = request.Username ?? "";
        var isKnown = _digests.TryGetValue(name, out var expected);
        var isRight = CryptographicOperations.FixedTimeEquals(digest, isKnown ? expected : _nobody);
        return new ValueTask<ZmqAuthenticationResult>(isKnown && isRight
            ? ZmqAuthenticationResult.Success(request, name)
            : ZmqAuthenticationResult.Deny("the name or the password is none of Users"));
    }
}
