using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monocoque;
using Monocoque.Endpoints;
using Monocoque.Security;

namespace Microsoft.AspNetCore.Builder;

public static partial class ZmqEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a ZAP handler (RFC 27), which answers others' questions about their peers with the authenticator of
    /// <c>AddZmq().AddAuthenticator&lt;T&gt;()</c>: servers in any language share its users. See <see cref="ZmqZapHandler"/>, also for who should be
    /// able to reach it.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">
    /// An address to listen on, e.g. <c>ipc:///run/zap.sock</c> or, for sockets of this application, <c>inproc://zeromq.zap.01</c>; or the name
    /// of a ROUTER.
    /// </param>
    /// <exception cref="InvalidOperationException">There is no authenticator, or the socket does not fit; the message says how.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqEndpointConventionBuilder MapZmqZapHandler(this IEndpointRouteBuilder endpoints, string endpoint)
    {
        EndpointMapper.CheckUsable(endpoints, endpoint);
        var authenticator = endpoints.ServiceProvider.GetRequiredService<ZmqRuntime>().Options.Authenticator ?? throw new InvalidOperationException(
            $"The ZAP handler '{endpoint}' has nobody to ask. Register an authenticator by AddZmq().AddAuthenticator<T>(), or pass one to MapZmqZapHandler.");
        if (authenticator is ServiceAuthenticator service)
            service.IsAskedForOthers = true;
        return endpoints.MapZmqZapHandler(endpoint, authenticator);
    }

    /// <summary>As the other overload, with an authenticator of its own.</summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">An address to listen on, or the name of a ROUTER.</param>
    /// <param name="authenticator">Says who may come in.</param>
    /// <exception cref="InvalidOperationException">The socket does not fit; the message says how.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqEndpointConventionBuilder MapZmqZapHandler(
        this IEndpointRouteBuilder endpoints, string endpoint, IZmqAuthenticator authenticator)
    {
        ArgumentNullException.ThrowIfNull(authenticator);
        var responder = new ZapResponder(authenticator);
        return endpoints.MapZmqRouter(endpoint, (ZmqDelegate)AnswerAsync).WithConcurrency(ZapResponder.MostAtOnce);

        async ValueTask AnswerAsync(ZmqContext context)
        {
            if (await responder.AnswerAsync(context.Socket, context.Message, first: 0, context.Aborted) is { } frames)
                await context.ReplyAsync(ZmqMessage.Create(frames));
        }
    }
}
