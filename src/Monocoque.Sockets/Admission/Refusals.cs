using System.Net;
using Monocoque.Diagnostics;
using Monocoque.Monitoring;

namespace Monocoque.Admission;

/// <summary>
/// Tells of connections that were closed before a word was said on them. Each is counted and an event; the log says the first of a kind and then how many
/// there were, because whoever floods a socket must not flood the log.
/// </summary>
/// <param name="owner">The socket, for the log.</param>
/// <param name="runtime">Where it logs, and the clock.</param>
/// <param name="counters">Where they are counted.</param>
/// <param name="events">Whom to tell; null: nobody, the socket is not known.</param>
internal sealed class Refusals(string owner, ZmqRuntime runtime, SocketCounters counters, EventHub? events)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);
    private static readonly int s_reasons = Enum.GetValues<RefusalReason>().Length;

    private readonly Lock _lock = new();
    private readonly long?[] _logged = new long?[s_reasons];
    private readonly long[] _unlogged = new long[s_reasons];

    /// <param name="reason">The kind.</param>
    /// <param name="because">In words: what is the matter with it.</param>
    /// <param name="address">Where it came in.</param>
    /// <param name="local">Our end.</param>
    /// <param name="remote">The other.</param>
    internal void Report(RefusalReason reason, string because, ZmqAddress? address, EndPoint? local, EndPoint? remote)
    {
        counters.AddRefused(reason);
        if (MayLog(reason, out var unlogged))
            Log(reason, remote, because + DescribeUnlogged(unlogged));
        if (events is { IsWatched: true })
        {
            var error = new ZmqException(
                reason is RefusalReason.Address or RefusalReason.Process ? ZmqError.Refused : ZmqError.WouldBlock, $"Socket '{owner}' closed a new connection: {because}");
            events.PublishRefusal(address, error, local, remote);
        }
    }

    private void Log(RefusalReason reason, EndPoint? remote, string text)
    {
        if (reason == RefusalReason.Connections)
            runtime.Log.TooManyConnections(owner, remote, text);
        else
            runtime.Log.ConnectionRefused(owner, remote, text);
    }

    private static string DescribeUnlogged(long count) =>
        count == 0 ? "" : FormattableString.Invariant($" {count} more were closed for the same since this was last said.");

    private bool MayLog(RefusalReason reason, out long unlogged)
    {
        var clock = runtime.Options.TimeProvider;
        lock (_lock)
        {
            unlogged = _unlogged[(int)reason];
            if (_logged[(int)reason] is { } last && clock.GetElapsedTime(last) < s_quiet)
            {
                _unlogged[(int)reason]++;
                return false;
            }
            _logged[(int)reason] = clock.GetTimestamp();
            _unlogged[(int)reason] = 0;
            return true;
        }
    }
}
