using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Endpoints;
using Monocoque.Patterns;
using Monocoque.Running;

namespace Monocoque;

/// <summary>
/// A message on its way through the filters and the handler of a mapped endpoint. Valid until the handler's task completes, then used for another
/// message: do not keep it. To keep the message, take <see cref="ZmqMessage.Share"/> or <see cref="ZmqMessage.Detach"/> of it.
/// </summary>
public sealed partial class ZmqContext
{
    private static readonly ZmqPeer s_nobody = new(socketType: null);

    private readonly IServiceScopeFactory _scopes;
    private readonly AbortTokens _aborts;
    private readonly ReplyEnvelope _envelope = new();
    private AsyncServiceScope? _scope;
    private ZmqMessage _received;

    internal ZmqContext(IZmqSocket socket, IServiceScopeFactory scopes, CancellationToken aborted)
    {
        Socket = socket;
        _aborts = new AbortTokens(aborted);
        _scopes = scopes;
        _type = socket.Type;
        _sender = _type.Replies() ? socket as IZmqSender : null;
    }

    /// <summary>The message, without the envelope that only serves to route the reply. Disposed after the handler.</summary>
    public ZmqMessage Message { get; private set; }

    /// <summary>Who sent the message.</summary>
    public ZmqPeer Peer { get; private set; } = s_nobody;

    /// <summary>Who the peer authenticated as; an anonymous principal if nothing was asked.</summary>
    public ClaimsPrincipal User => Peer.User;

    /// <summary>The socket the message came from. To answer, use <see cref="ReplyAsync(ZmqMessage)"/>.</summary>
    public IZmqSocket Socket { get; }

    /// <summary>Services of a scope that is made when first asked for and disposed after the handler.</summary>
    public IServiceProvider RequestServices => (_scope ??= _scopes.CreateAsyncScope()).ServiceProvider;

    /// <summary>
    /// Fires when the work is for nobody any more: the host, shutting down, no longer waits for handlers, or on ROUTER and REP the peer that asked has
    /// gone. Other patterns do not answer, so there only the host counts: a peer that sends and leaves has its message handled.
    /// </summary>
    public CancellationToken Aborted => _type is ZmqSocketType.Router or ZmqSocketType.Rep ? _aborts.For(Peer) : _aborts.Host;

    /// <param name="message">The message, without the context of its trace.</param>
    /// <param name="propagator">Takes the context of the handler along with replies; null: the message had none.</param>
    internal void Begin(ZmqMessage message, IZmqContextPropagator? propagator = null)
    {
        _propagator = propagator;
        _received = message;
        _replies = 0;
        Peer = message.Peer ?? s_nobody;
        var envelope = ReplyEnvelope.Measure(message, _type);
        _envelope.Capture(message, envelope);
        Message = envelope == 0 ? message : message.Skip(envelope);
    }

    internal ValueTask EndAsync()
    {
        _received.Dispose();
        _received = default;
        Message = default;
        Peer = s_nobody;
        if (_scope is not { } scope)
            return default;
        _scope = null;
        return scope.DisposeAsync();
    }
}
