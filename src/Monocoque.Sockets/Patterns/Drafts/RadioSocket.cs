using Monocoque.Diagnostics;
using Monocoque.Peers;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>RADIO (RFC 48): each message to every member of its group; one whose queue is full misses it. Over udp to whoever listens.</summary>
internal sealed class RadioSocket : SocketBase, IRadioSocket
{
    private readonly GroupTable _groups = new();

    internal RadioSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    /// <summary>Groups that somebody joined.</summary>
    internal int GroupCount
    {
        get
        {
            using (EnterGate())
                return _groups.Count;
        }
    }

    /// <summary>Whether anybody joined the group, for tests.</summary>
    internal bool HasMembers(ReadOnlySpan<byte> group)
    {
        using (EnterGate())
            return _groups.MembersOf(group) is not null;
    }

    public ValueTask SendAsync(string group, ZmqMessage body, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        // The group goes in front as a frame of its own.
        Span<byte> frame = stackalloc byte[FrameEncoder.MaxHeaderSize + GroupName.MostOctets];
        Span<byte> name = stackalloc byte[GroupName.MostOctets];
        name = name[..GroupName.GetOctets(group, name)];
        ThrowIfEmpty(body);
        ThrowIfNotSingle(body);
        var header = FrameEncoder.WriteHeader(frame, name.Length, more: true);
        name.CopyTo(frame[header..]);
        var datagrams = UdpConnectors;
        if (datagrams.Length > 0)
            UdpDatagram.ThrowIfTooLong(name, body.First.Span);
        Outbox? flush = null;
        using (EnterGate())
        {
            ThrowIfClosed();
            if (_groups.MembersOf(name) is { } members)
                SendTo(members, frame[..(header + name.Length)], body, ref flush);
        }
        flush?.Flush();
        if (datagrams.Length > 0)
            SendTo(datagrams, name, body.First.Span);
        body.Dispose();
        return default;
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch) => Drop(batch);

    internal override void OnGroup(Pipe pipe, ReadOnlySpan<byte> group, bool join)
    {
        using (EnterGate())
        {
            // A connection that was detached while its last octets were read has no say any more.
            if (pipe.Connection is null)
                return;
            if (join)
                _groups.Join(group, pipe);
            else
                _groups.Leave(group, pipe);
        }
    }

    protected override void OnDisconnected(Pipe pipe)
    {
        _groups.RemoveAll(pipe);
        if (pipe.IsConnector)
            Counters.AddDropped(DropReason.ConnectionLost, pipe.Outbox.Clear());
    }

    /// <summary>Whoever listens there: groups are sorted out by the DISH.</summary>
    private void SendTo(UdpConnector[] datagrams, ReadOnlySpan<byte> group, ReadOnlySpan<byte> body)
    {
        foreach (var datagram in datagrams)
        {
            if (datagram.TrySend(group, body))
                Counters.AddSent(1, 1 + group.Length + body.Length);
            else
                Counters.AddDropped(DropReason.NoRoute);
        }
    }

    private void SendTo(Dictionary<Pipe, int> members, ReadOnlySpan<byte> group, in ZmqMessage body, ref Outbox? flush)
    {
        var full = 0;
        foreach (var (pipe, _) in members)
        {
            if (!pipe.Outbox.TryAppend(group, body, moves: false, out var mustFlush))
                full++;
            else if (mustFlush)
                pipe.Outbox.Chain(ref flush);
        }
        if (full > 0)
            Counters.AddDropped(DropReason.HighWaterMark, full);
    }
}
