using System.Text;
using Microsoft.AspNetCore.Connections;
using Monocoque.Security;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>What new connections bring to the handshake.</summary>
internal abstract partial class SocketBase
{
    private SecuredSessions? _sessions;
    private IPeerAuthorizer? _authorizer;

    /// <summary>It may be that the socket asks for authorization, which is known when the host has started: its connectors wait for that.</summary>
    internal bool ConnectsWhenAccepting { get; set; }

    /// <summary>Completed unless connectors have to wait.</summary>
    internal Task WhenConnecting => ConnectsWhenAccepting ? Runtime.WhenAccepting : Task.CompletedTask;

    /// <summary>For the connections that are made from now on.</summary>
    internal SecuredSessions Sessions => Volatile.Read(ref _sessions)!;

    /// <summary>
    /// Has every peer asked about from now on. Those that are in already have not been, so they have to come again.
    /// </summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The socket does not learn who its peers are.</exception>
    internal void Authorize(IPeerAuthorizer authorizer)
    {
        lock (_changing)
        {
            _authorizer = authorizer;
            var sessions = Secure(Options);
            using (EnterGate())
                Volatile.Write(ref _sessions, sessions);
        }
        foreach (var connection in Connections)
            connection.Abort(new ConnectionAbortedException("The socket asks for authorization now, and nobody was asked about this peer."));
    }

    /// <summary>Takes new security for new connections. Throws if there would be nobody to ask.</summary>
    private SecuredSessions Secure(ZmqSocketOptions options)
    {
        var security = SocketSecurity.Create(Name, options.Security, Runtime, isAuthorized: _authorizer is not null);
        var inproc = _authorizer is null ? ZmtpSecurity.None : ZmtpSecurity.AuthorizedNull;
        return new SecuredSessions(security, CreateSessionOptions(options, security.Wire), CreateSessionOptions(options, inproc), _authorizer)
        {
            // Files are not read again because something else has changed.
            Tls = _sessions?.Tls is { } before && LiveOptions.AreSame(before.Options, options.Tls) ? before : new SocketTls(Name, options.Tls.Copy(), Runtime),
        };
    }

    private ZmtpSessionOptions CreateSessionOptions(ZmqSocketOptions options, ZmtpSecurity security) => new()
    {
        SocketType = Type is ZmqSocketType.Stream or ZmqSocketType.Dgram ? null : Type,
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
/// <param name="Authorizer">Whom to ask about every peer, those of <c>inproc</c> too, once it is known who it is; null if there are no policies.</param>
internal sealed record SecuredSessions(SocketSecurity Security, ZmtpSessionOptions Options, ZmtpSessionOptions Inproc, IPeerAuthorizer? Authorizer)
{
    /// <summary>For connections that are inside TLS.</summary>
    internal required SocketTls Tls { get; init; }
}
