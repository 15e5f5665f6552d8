using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Monocoque;
using Monocoque.Binding;
using Monocoque.Endpoints;

namespace Microsoft.AspNetCore.Builder;

public static partial class ZmqEndpointRouteBuilderExtensions
{
    /// <summary>Maps a PULL socket: what its peers push. This handler needs no reflection.</summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">
    /// An address to listen on, <c>tcp://*:5557</c>; an address to connect to, with a leading <c>&gt;</c>; or the name of a socket from the configuration
    /// or from <c>AddSocket</c>.
    /// </param>
    /// <param name="handler">Called for each message.</param>
    /// <exception cref="InvalidOperationException">The name is unknown or is no PULL, or the socket is mapped already.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqEndpointConventionBuilder MapZmqPull(this IEndpointRouteBuilder endpoints, string endpoint, ZmqDelegate handler) =>
        Map(endpoints, endpoint, ZmqSocketType.Pull, handler);

    /// <summary>
    /// Maps a PULL socket: what its peers push. A method of any shape, as in minimal APIs: <see cref="ZmqContext"/> and its parts; octets or text of the last frame or of
    /// <c>[ZmqFrame(n)]</c>; services; one other type as JSON from the last frame. It returns nothing, a task, or a value task.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">An address to listen on, <c>&gt;</c> and an address to connect to, or the name of a socket.</param>
    /// <param name="handler">Called for each message.</param>
    /// <exception cref="InvalidOperationException">The socket, a parameter or the result does not fit; the message says which and how.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    [RequiresUnreferencedCode(Warnings.Reflection)]
    [RequiresDynamicCode(Warnings.Reflection)]
    public static ZmqEndpointConventionBuilder MapZmqPull(this IEndpointRouteBuilder endpoints, string endpoint, Delegate handler) =>
        Map(endpoints, endpoint, ZmqSocketType.Pull, handler);

    /// <summary>Maps a PULL socket: what its peers push. The handler is a class; see <see cref="IZmqHandler"/>.</summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">An address to listen on, <c>&gt;</c> and an address to connect to, or the name of a socket.</param>
    /// <exception cref="InvalidOperationException">The socket or the class does not fit; the message says how.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqEndpointConventionBuilder MapZmqPull<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IEndpointRouteBuilder endpoints, string endpoint)
        where THandler : class, IZmqHandler => Map<THandler>(endpoints, endpoint, ZmqSocketType.Pull);

    /// <summary>A PULL cannot reply, so a handler with a result is a mistake, which the compiler tells by this overload.</summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">The socket.</param>
    /// <param name="handler">Returns something, which would be lost.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    [Obsolete(NoReply.Pull, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static ZmqEndpointConventionBuilder MapZmqPull<TResult>(
        this IEndpointRouteBuilder endpoints, string endpoint, Func<ZmqContext, ValueTask<TResult>> handler) =>
        throw new InvalidOperationException(NoReply.Pull);
}
