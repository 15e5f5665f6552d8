namespace Monocoque.Hosting;

/// <summary>The authenticator that code asked for by <c>AddAuthenticator</c>.</summary>
internal sealed record AuthenticatorDeclaration(Type Type);
