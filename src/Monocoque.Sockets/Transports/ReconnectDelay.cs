namespace Monocoque.Transports;

/// <summary>How an attempt to connect ended.</summary>
internal enum ConnectOutcome
{
    /// <summary>No connection.</summary>
    Unreachable,

    /// <summary>No connection: nobody listens there.</summary>
    NobodyThere,

    /// <summary>The connection ended in the handshake, or the handshake took too long.</summary>
    NoHandshake,

    /// <summary>The peer refused us or broke the protocol of the handshake; trying again soon will not change that.</summary>
    Refused,

    /// <summary>An authenticator of the peer refused us for good, and would do so again.</summary>
    Denied,

    /// <summary>There was a handshake, and then the peer broke the protocol.</summary>
    Broken,

    /// <summary>There was a handshake; whatever came then.</summary>
    Served,
}

/// <summary>
/// How long to wait before the next attempt: the interval, doubled after each failure up to the maximum, and up to a quarter more by chance, so that
/// many clients of a restarted server do not come at once.
/// </summary>
internal sealed class ReconnectDelay
{
    private static readonly TimeSpan s_maxWhenRefused = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _interval;
    private readonly TimeSpan _max;
    private TimeSpan _next;

    internal ReconnectDelay(TimeSpan interval, TimeSpan max)
    {
        _interval = interval;
        _max = max > interval ? max : interval;
        _next = interval;
    }

    internal TimeSpan Next(ConnectOutcome outcome)
    {
        var ceiling = outcome switch
        {
            ConnectOutcome.Served => _interval,
            ConnectOutcome.Refused or ConnectOutcome.Broken when _max < s_maxWhenRefused => s_maxWhenRefused,
            _ => _max,
        };
        var wait = _next < ceiling ? _next : ceiling;
        _next = outcome == ConnectOutcome.Served ? _interval : TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, ceiling.Ticks));
        return wait + (wait / 4 * Random.Shared.NextDouble());
    }
}
