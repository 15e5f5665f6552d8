using System.Runtime.InteropServices;

namespace Monocoque.Admission;

/// <summary>
/// Counts the connections of which it is not known yet whether they are peers: all together, and those of one origin, which also may begin only so many a second.
/// An origin is an IPv4 address or a network of 64 bits of IPv6, since whoever has one address of such a network has them all.
/// </summary>
internal sealed class HandshakeGate(TimeProvider clock)
{
    /// <summary>So many origins are remembered. Those beyond are counted as one, so that remembering them cannot be what fills the memory.</summary>
    internal const int MostOrigins = 65_536;

    private const int OriginBits = 64;
    private const int FewOrigins = 1024;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<PeerAddress, Origin> _origins = [];
    private readonly Origin _others = new(default);
    private readonly long _start = clock.GetTimestamp();
    private int _sweepAt = FewOrigins;
    private TimeSpan _nextSweep;
    private int _count;

    /// <summary>Connections in their handshake.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Origins that are remembered, for tests.</summary>
    internal int OriginCount
    {
        get
        {
            lock (_lock)
                return _origins.Count;
        }
    }

    /// <summary>Takes a place, which has to be left; null, with the reason, if there is none.</summary>
    /// <param name="limits">What is allowed now.</param>
    /// <param name="address">Null: it has none, and counts among all only.</param>
    /// <param name="reason">Why there is no place.</param>
    internal HandshakePlace? TryEnter(in HandshakeLimits limits, PeerAddress? address, out RefusalReason reason)
    {
        lock (_lock)
        {
            reason = RefusalReason.Handshakes;
            if (limits.Max > 0 && _count >= limits.Max)
                return null;
            var origin = address is null ? null : GetOrigin(address.GetValueOrDefault().Keep(OriginBits));
            if (origin is not null && FindObjection(origin, limits) is { } objection)
            {
                reason = objection;
                return null;
            }
            _count++;
            return new HandshakePlace(this, origin);
        }
    }

    internal void Leave(Origin? origin)
    {
        lock (_lock)
        {
            _count--;
            if (origin is null)
                return;
            origin.Count--;
            if (origin != _others && origin.IsIdle(Now))
                _origins.Remove(origin.Address);
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(_start);

    private RefusalReason? FindObjection(Origin origin, in HandshakeLimits limits)
    {
        if (limits.MaxPerAddress > 0 && origin.Count >= limits.MaxPerAddress)
            return RefusalReason.HandshakesOfAddress;
        if (limits.RatePerAddress > 0 && !origin.TryTakeTurn(Now, limits.RatePerAddress))
            return RefusalReason.HandshakeRate;
        origin.Count++;
        return null;
    }

    private Origin GetOrigin(PeerAddress address)
    {
        if (_origins.TryGetValue(address, out var origin))
            return origin;
        if (_origins.Count >= _sweepAt && Now >= _nextSweep)
            Sweep();
        if (_origins.Count >= MostOrigins)
            return _others;
        origin = new Origin(address);
        _origins.Add(address, origin);
        return origin;
    }

    /// <summary>
    /// Forgets those of whom nothing has to be remembered any more: all who were quiet for a second. The more there are the rarer, and never more often than they can
    /// have become quiet.
    /// </summary>
    private void Sweep()
    {
        var now = Now;
        foreach (var (address, origin) in _origins)
        {
            if (origin.IsIdle(now))
                _origins.Remove(address);
        }
        _nextSweep = now + s_second;
        _sweepAt = Math.Min(MostOrigins, Math.Max(FewOrigins, _origins.Count * 2));
    }

    /// <summary>Where connections come from. Belongs to the gate and its lock.</summary>
    internal sealed class Origin(PeerAddress address)
    {
        /// <summary>When its bucket is full again.</summary>
        private TimeSpan _full;

        internal PeerAddress Address => address;

        /// <summary>Its connections in their handshake.</summary>
        internal int Count { get; set; }

        internal bool IsIdle(TimeSpan now) => Count == 0 && _full <= now;

        /// <summary>A bucket that holds the turns of one second and is filled at that rate; it is known by when it will be full.</summary>
        internal bool TryTakeTurn(TimeSpan now, int rate)
        {
            var turn = TimeSpan.FromTicks(TimeSpan.TicksPerSecond / rate);
            var full = (_full > now ? _full : now) + turn;
            if (full - now > s_second)
                return false;
            _full = full;
            return true;
        }
    }
}

/// <summary>What <see cref="HandshakeGate"/> allows; 0: any number.</summary>
/// <param name="Max">In all.</param>
/// <param name="MaxPerAddress">Of one origin.</param>
/// <param name="RatePerAddress">Of one origin, begun in a second.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HandshakeLimits(int Max, int MaxPerAddress, int RatePerAddress);
