using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Monocoque;
using Monocoque.Binding;
using Monocoque.Endpoints;

namespace Microsoft.AspNetCore.Builder;

public static partial class ZmqEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps an XSUB socket: subscribes to <paramref name="topic"/> and handles what comes. Several topics may be mapped on one socket; a
    /// message goes to the longest that fits. This handler needs no reflection.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">
    /// The address of a publisher with a leading <c>&gt;</c>, <c>&gt;tcp://feed:5556</c>; an address to listen on; or the name of a socket from the
    /// configuration or from <c>AddSocket</c>.
    /// </param>
    /// <param name="topic">What the first frame starts with, as UTF-8; empty for everything.</param>
    /// <param name="handler">Called for each message.</param>
    /// <exception cref="InvalidOperationException">The name is unknown or is no XSUB, or the topic is mapped already.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqEndpointConventionBuilder MapZmqXSub(
        this IEndpointRouteBuilder endpoints, string endpoint, string topic, ZmqDelegate handler)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return Map(endpoints, endpoint, ZmqSocketType.XSub, handler, topic);
    }

    /// <summary>
    /// Maps an XSUB socket to a method of any shape, as in minimal APIs. Parameters: <see cref="ZmqContext"/> and its parts;
    /// <c>string topic</c>, the first frame; octets or text of the last frame or of <c>[ZmqFrame(n)]</c>; services; one other type as JSON
    /// from the last frame. It returns nothing, a task, or a value task.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint"><c>&gt;</c> and the address of a publisher, an address to listen on, or the name of a socket.</param>
    /// <param name="topic">What the first frame starts with, as UTF-8; empty for everything.</param>
    /// <param name="handler">Called for each message.</param>
    /// <exception cref="InvalidOperationException">The socket, a parameter or the result does not fit; the message says which and how.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    [RequiresUnreferencedCode(Warnings.Reflection)]
    [RequiresDynamicCode(Warnings.Reflection)]
    public static ZmqEndpointConventionBuilder MapZmqXSub(
        this IEndpointRouteBuilder endpoints, string endpoint, string topic, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return Map(endpoints, endpoint, ZmqSocketType.XSub, handler, topic);
    }

    /// <summary>Maps an XSUB socket to a class; see <see cref="IZmqHandler"/>.</summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint"><c>&gt;</c> and the address of a publisher, an address to listen on, or the name of a socket.</param>
    /// <param name="topic">What the first frame starts with, as UTF-8; empty for everything.</param>
    /// <exception cref="InvalidOperationException">The socket or the class does not fit; the message says how.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqEndpointConventionBuilder MapZmqXSub<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IEndpointRouteBuilder endpoints, string endpoint, string topic)
        where THandler : class, IZmqHandler
    {
        ArgumentNullException.ThrowIfNull(topic);
        return Map<THandler>(endpoints, endpoint, ZmqSocketType.XSub, topic);
    }

    /// <summary>A XSUB cannot reply, so a handler with a result is a mistake, which the compiler tells by this overload.</summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">The socket.</param>
    /// <param name="topic">What the first frame starts with.</param>
    /// <param name="handler">Returns something, which would be lost.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    [Obsolete(NoReply.XSub, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static ZmqEndpointConventionBuilder MapZmqXSub<TResult>(
        this IEndpointRouteBuilder endpoints, string endpoint, string topic, Func<ZmqContext, ValueTask<TResult>> handler) =>
        throw new InvalidOperationException(NoReply.XSub);
}
