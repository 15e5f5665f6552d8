using Microsoft.AspNetCore.Routing;
using Monocoque;
using Monocoque.Proxies;

namespace Microsoft.AspNetCore.Builder;

public static partial class ZmqEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a proxy between two sockets, at least one of which is named: messages flow both ways where both sockets can (see <see cref="ZmqProxy"/>). An address beside
    /// a name is of the pattern that goes with it: XSUB with XPUB, ROUTER with DEALER, PULL with PUSH, SUB with PUB, PAIR with PAIR.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="frontend">Towards clients or publishers: the name of a socket, an address to listen on, or <c>&gt;</c> and an address to connect to.</param>
    /// <param name="backend">Towards workers or subscribers, likewise.</param>
    /// <exception cref="InvalidOperationException">The sockets do not fit, are unknown, or are mapped already; the message says which and why.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqProxyConventionBuilder MapZmqProxy(this IEndpointRouteBuilder endpoints, string frontend, string backend) =>
        ProxyMapper.Map(endpoints, frontend, backend);

    /// <summary>
    /// Maps a proxy between two sockets: <c>app.MapZmqProxy&lt;IXSubSocket, IXPubSocket&gt;("tcp://*:5555", "tcp://*:5556")</c>. Messages flow both ways where both
    /// sockets can (see <see cref="ZmqProxy"/>).
    /// </summary>
    /// <typeparam name="TFrontend">The pattern towards clients or publishers, for example <see cref="IXSubSocket"/>.</typeparam>
    /// <typeparam name="TBackend">The pattern towards workers or subscribers, for example <see cref="IXPubSocket"/>.</typeparam>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="frontend">An address to listen on, <c>&gt;</c> and an address to connect to, or the name of a socket.</param>
    /// <param name="backend">Likewise.</param>
    /// <exception cref="ArgumentException">A type names no pattern.</exception>
    /// <exception cref="InvalidOperationException">The sockets do not fit, are unknown, or are mapped already; the message says which and why.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqProxyConventionBuilder MapZmqProxy<TFrontend, TBackend>(this IEndpointRouteBuilder endpoints, string frontend, string backend)
        where TFrontend : class, IZmqSocket
        where TBackend : class, IZmqSocket =>
        ProxyMapper.Map(endpoints, frontend, ZmqSocketTypes.Of<TFrontend>(), backend, ZmqSocketTypes.Of<TBackend>());
}
