namespace Monocoque.Security;

/// <summary><see cref="ZmqSecurityOptions.AllowAnyClient"/>: whoever speaks the mechanism may come in, and is nobody in particular.</summary>
internal sealed class AnyClientAuthenticator : IZmqAuthenticator
{
    public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) =>
        new(ZmqAuthenticationResult.Anonymous(request.PublicKey));
}
