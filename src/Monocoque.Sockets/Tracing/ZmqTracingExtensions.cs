using System.Diagnostics;
using Monocoque.Diagnostics;

namespace Monocoque;

/// <summary>
/// Sending with the context of the trace, for receivers that take it off again: handlers mapped with <c>PropagateContext()</c>, or <see cref="ZmqTraceContext"/>.
/// </summary>
public static class ZmqTracingExtensions
{
    /// <summary>
    /// Sends a message with a producer span, <c>{socket} send</c>, and the context of that span in a frame behind its own; without listeners to the source
    /// <c>Monocoque</c> with the context of the activity that the caller works in; without one as it is.
    /// </summary>
    /// <param name="socket">The socket. Not one of the patterns whose messages have one frame.</param>
    /// <param name="message">The message: spent if this succeeds, still yours if it throws.</param>
    /// <param name="propagator">How; null: <see cref="ZmqTraceContext"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing was sent then.</param>
    /// <exception cref="ArgumentException">The message has no frames, or too many for the pattern.</exception>
    /// <exception cref="ZmqException">The pattern does not allow it now, or the socket is closed.</exception>
    public static async ValueTask SendTracedAsync(
        this IZmqSender socket, ZmqMessage message, IZmqContextPropagator? propagator = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        using var span = ZmqActivities.Start(socket, "send", ActivityKind.Producer);
        var traced = Compose(message, propagator);
        try
        {
            await socket.SendAsync(traced, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            GiveBack(message, traced, span, exception);
            throw;
        }
        message.Dispose();
    }

    /// <summary>
    /// Sends a request with a client span, <c>{socket} request</c>, which ends with the reply, and the context of that span in a frame behind those of the request. A
    /// context behind the reply is taken off; if it is of another trace, the span is linked to it.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="request">The request: spent if this succeeds, still yours if it throws before it was sent.</param>
    /// <param name="timeout">As for <see cref="IReqSocket.RequestAsync"/>.</param>
    /// <param name="propagator">How; null: <see cref="ZmqTraceContext"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The reply, which is yours.</returns>
    public static ValueTask<ZmqMessage> RequestTracedAsync(
        this IReqSocket socket, ZmqMessage request, TimeSpan timeout, IZmqContextPropagator? propagator = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return RequestAsync(socket, request, traced => socket.RequestAsync(traced, timeout, cancellationToken), propagator);
    }

    /// <inheritdoc cref="RequestTracedAsync(IReqSocket, ZmqMessage, TimeSpan, IZmqContextPropagator?, CancellationToken)"/>
    public static ValueTask<ZmqMessage> RequestTracedAsync(
        this IDealerSocket socket, ZmqMessage request, TimeSpan timeout, IZmqContextPropagator? propagator = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return RequestAsync(socket, request, traced => socket.RequestAsync(traced, timeout, cancellationToken), propagator);
    }

    private static async ValueTask<ZmqMessage> RequestAsync(
        IZmqSocket socket, ZmqMessage request, Func<ZmqMessage, ValueTask<ZmqMessage>> ask, IZmqContextPropagator? propagator)
    {
        using var span = ZmqActivities.Start(socket, "request", ActivityKind.Client);
        var traced = Compose(request, propagator);
        ZmqMessage reply;
        try
        {
            reply = await ask(traced).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            GiveBack(request, traced, span, exception);
            throw;
        }
        request.Dispose();
        if ((propagator ?? ZmqTraceContext.Instance).TryExtract(reply, out var context) && span is not null && context.TraceId != span.TraceId)
            span.AddLink(new ActivityLink(context));
        return reply;
    }

    /// <summary>The message itself, if there is no context to send.</summary>
    private static ZmqMessage Compose(ZmqMessage message, IZmqContextPropagator? propagator)
    {
        if (Activity.Current is not { } activity || message.Count == 0)
            return message;
        return ZmqMessage.Write((message, activity, propagator ?? ZmqTraceContext.Instance), static (writer, state) =>
        {
            foreach (var frame in state.message)
                writer.Frame(frame.Span);
            state.Item3.Inject(state.activity, writer);
        });
    }

    /// <summary>What was sent before it failed is spent, and the message it was made of with it.</summary>
    private static void GiveBack(ZmqMessage message, ZmqMessage traced, Activity? span, Exception exception)
    {
        span?.Fail(exception);
        if (traced == message)
            return;
        if (traced.IsSpent)
            message.Dispose();
        else
            traced.Dispose();
    }
}
