using System.Text;
using Monocoque.Security;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>What new connections bring to the handshake.</summary>
internal abstract partial class SocketBase
{
    private SecuredSessions _sessions;

    /// <summary>For the connections that are made from now on.</summary>
    internal SecuredSessions Sessions => Volatile.Read(ref _sessions);

    /// <summary>Takes new security for new connections. Throws if there would be nobody to ask.</summary>
    private SecuredSessions Secure(ZmqSocketOptions options)
    {
        var security = SocketSecurity.Create(Name, options.Security, Runtime);
        return new SecuredSessions(security, CreateSessionOptions(options, security.Wire), CreateSessionOptions(options, ZmtpSecurity.None));
    }

    private ZmtpSessionOptions CreateSessionOptions(ZmqSocketOptions options, ZmtpSecurity security) => new()
    {
        SocketType = Type is ZmqSocketType.Stream ? null : Type,
        Security = security,
        RoutingId = options.RoutingId is { } id ? Encoding.UTF8.GetBytes(id) : default(ReadOnlyMemory<byte>),
        MaxMessageSize = options.MaxMessageSize,
        MinimumVersion = options.MinimumZmtpVersion,
        Metadata = [.. options.Metadata.Select(static property =>
            KeyValuePair.Create(property.Key, new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(property.Value))))],
    };
}

/// <summary>The security of a socket and the options of sessions that go with it.</summary>
/// <param name="Security">Whom to ask, and the domain.</param>
/// <param name="Options">For connections that leave the process.</param>
/// <param name="Inproc">For <c>inproc</c>, which has no security, as in libzmq.</param>
internal sealed record SecuredSessions(SocketSecurity Security, ZmtpSessionOptions Options, ZmtpSessionOptions Inproc);
