using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Monocoque;
using Monocoque.Binding;

namespace Microsoft.AspNetCore.Builder;

public static partial class ZmqEndpointRouteBuilderExtensions
{
    /// <summary>Maps a PAIR socket: messages of its one peer, and replies to it. A handler that sends its own replies, and needs no reflection.</summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">
    /// An address to listen on, <c>tcp://*:5555</c>; an address to connect to, with a leading <c>&gt;</c>; or the name of a socket from the configuration
    /// or from <c>AddSocket</c>.
    /// </param>
    /// <param name="handler">Called for each message; answers by <see cref="ZmqContext.ReplyAsync(ZmqMessage)"/>.</param>
    /// <exception cref="InvalidOperationException">The name is unknown or is no PAIR, or the socket is mapped already.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqEndpointConventionBuilder MapZmqPair(this IEndpointRouteBuilder endpoints, string endpoint, ZmqDelegate handler) =>
        Map(endpoints, endpoint, ZmqSocketType.Pair, handler);

    /// <summary>Maps a PAIR socket: messages of its one peer, and replies to it. What the handler's task returns is the reply: octets, text, a <see cref="ZmqMessage"/>, or a value as JSON.</summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">An address to listen on, <c>&gt;</c> and an address to connect to, or the name of a socket.</param>
    /// <param name="handler">Called for each message.</param>
    /// <exception cref="InvalidOperationException">The socket or the result does not fit; the message says how.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    [RequiresUnreferencedCode(Warnings.Reflection)]
    [RequiresDynamicCode(Warnings.Reflection)]
    public static ZmqEndpointConventionBuilder MapZmqPair<TResult>(
        this IEndpointRouteBuilder endpoints, string endpoint, Func<ZmqContext, ValueTask<TResult>> handler) =>
        Map(endpoints, endpoint, ZmqSocketType.Pair, handler);

    /// <summary>
    /// Maps a PAIR socket: messages of its one peer, and replies to it. A method of any shape, as in minimal APIs. Parameters: <see cref="ZmqContext"/> and its parts; octets or text of
    /// the last frame or of <c>[ZmqFrame(n)]</c>; services; one other type as JSON from the last frame. The result is the reply: octets, text, a
    /// <see cref="ZmqMessage"/>, or a value as JSON; nothing is none.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">An address to listen on, <c>&gt;</c> and an address to connect to, or the name of a socket.</param>
    /// <param name="handler">Called for each message.</param>
    /// <exception cref="InvalidOperationException">The socket, a parameter or the result does not fit; the message says which and how.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    [RequiresUnreferencedCode(Warnings.Reflection)]
    [RequiresDynamicCode(Warnings.Reflection)]
    public static ZmqEndpointConventionBuilder MapZmqPair(this IEndpointRouteBuilder endpoints, string endpoint, Delegate handler) =>
        Map(endpoints, endpoint, ZmqSocketType.Pair, handler);

    /// <summary>Maps a PAIR socket: messages of its one peer, and replies to it. The handler is a class; see <see cref="IZmqHandler"/>.</summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">An address to listen on, <c>&gt;</c> and an address to connect to, or the name of a socket.</param>
    /// <exception cref="InvalidOperationException">The socket or the class does not fit; the message says how.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqEndpointConventionBuilder MapZmqPair<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IEndpointRouteBuilder endpoints, string endpoint)
        where THandler : class, IZmqHandler => Map<THandler>(endpoints, endpoint, ZmqSocketType.Pair);
}
