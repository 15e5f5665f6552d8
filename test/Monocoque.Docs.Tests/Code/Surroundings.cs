using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Monocoque.Docs.Code;

/// <summary>
/// What a piece of code in the documentation finds around it: the builder and the application of Program.cs, and a socket of each kind. Never run.
/// </summary>
[SuppressMessage("Style", "IDE1006:Naming Styles", Justification = "They are named as the documentation names them.")]
public abstract class Surroundings
{
    protected Surroundings()
    {
    }

    protected static WebApplicationBuilder builder => throw new NotSupportedException();

    protected static WebApplication app => throw new NotSupportedException();

    protected static WebApplicationFactory<Surroundings> factory => throw new NotSupportedException();

    protected static CancellationToken cancellationToken => throw new NotSupportedException();

    protected static IZmqAuthenticator authenticator => throw new NotSupportedException();

    protected static IZmqSocket socket => throw new NotSupportedException();

    protected static IPubSocket pub => throw new NotSupportedException();

    protected static ISubSocket sub => throw new NotSupportedException();

    protected static IXPubSocket xpub => throw new NotSupportedException();

    protected static IDealerSocket dealer => throw new NotSupportedException();
}
