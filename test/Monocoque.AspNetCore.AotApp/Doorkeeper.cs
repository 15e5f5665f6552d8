namespace Monocoque.AspNetCore.AotApp;

/// <summary>Lets in whoever knows the word.</summary>
internal sealed class Doorkeeper : IZmqAuthenticator
{
    public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) =>
        new(request.Password == "sesame"
            ? ZmqAuthenticationResult.Success(request, request.Username!)
            : ZmqAuthenticationResult.Deny("The word is wrong."));
}
