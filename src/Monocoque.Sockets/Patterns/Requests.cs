using System.Diagnostics;

namespace Monocoque.Patterns;

/// <summary>A request from its sending to its reply, with a second try at another peer where the socket's options want one.</summary>
internal static class Requests
{
    internal static ValueTask<ZmqMessage> RunAsync(
        SocketBase socket, RequestTable table, ZmqMessage request, TimeSpan timeout, CancellationToken cancellationToken) => socket.Options.RequestRetry
            ? RetryAsync(socket, table, request, timeout, cancellationToken)
            : TryAsync(socket, table, request, timeout, cancellationToken);

    private static async ValueTask<ZmqMessage> TryAsync(
        SocketBase socket, RequestTable table, ZmqMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var pending = table.Begin(socket, timeout, timeout, cancellationToken);
        return await pending.RunAsync(socket.SendAsync(request, pending.Id, pending.Token)).ConfigureAwait(false);
    }

    /// <summary>Every try has a number of its own, so that a late reply to an older one is not taken for the answer. All share the one deadline.</summary>
    private static async ValueTask<ZmqMessage> RetryAsync(
        SocketBase socket, RequestTable table, ZmqMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var clock = socket.Runtime.Options.TimeProvider;
        var start = clock.GetTimestamp();
        using var kept = request.Share();
        var attempt = request;
        while (true)
        {
            var left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - clock.GetElapsedTime(start);
            if (left < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
                left = TimeSpan.Zero;
            using var pending = table.Begin(socket, left, timeout, cancellationToken);
            try
            {
                return await pending.RunAsync(socket.SendAsync(attempt, pending.Id, pending.Token)).ConfigureAwait(false);
            }
            catch (ZmqException) when (pending.IsUnanswered)
            {
                Debug.Assert(attempt.IsSpent);
                attempt = kept.Share();
            }
            catch when (attempt != request)
            {
                attempt.Dispose();
                throw;
            }
        }
    }
}
