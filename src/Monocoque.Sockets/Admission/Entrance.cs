using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transports;

namespace Monocoque.Admission;

/// <summary>
/// Where the connections come in that others make to a socket. What may not come in is closed there, before our greeting, before the application's middleware and
/// before anything is kept of it.
/// </summary>
internal sealed class Entrance
{
    private readonly HandshakeGate _gate;
    private Terms _terms;

    /// <param name="refusals">Who tells of it.</param>
    /// <param name="options">Of the socket.</param>
    /// <param name="clock">For what is counted by the second.</param>
    internal Entrance(Refusals refusals, ZmqSocketOptions options, TimeProvider clock)
    {
        Refusals = refusals;
        _gate = new HandshakeGate(clock);
        _terms = new Terms(options);
    }

    /// <summary>Who tells of those that are closed.</summary>
    internal Refusals Refusals { get; }

    /// <summary>For the connections that come from now on.</summary>
    internal AddressRules Rules => Volatile.Read(ref _terms).Rules;

    /// <summary>Connections of which it is not known yet whether they are peers.</summary>
    internal HandshakeGate Gate => _gate;

    internal void Change(ZmqSocketOptions changed) => Volatile.Write(ref _terms, new Terms(changed));

    /// <summary>
    /// Takes a place for the handshake of a connection, which is to be left at its end. Null: it may not stay, that has been told, and whoever accepted it closes it.
    /// </summary>
    internal HandshakePlace? TryEnter(ConnectionContext connection, ZmqAddress? address)
    {
        HandshakePlace? place = null;
        if (FindObjection(connection, address) is { } objection)
            Refuse(objection, connection, address);
        else
            place = TryEnter(connection.LocalEndPoint, connection.RemoteEndPoint, address, out _);
        if (place is null)
            connection.Abort(new ConnectionAbortedException("The socket does not take this connection."));
        return place;
    }

    /// <summary>Why the connection may not come in, whatever room there is: from where it comes, or who it is; null: it may.</summary>
    internal Objection? FindObjection(ConnectionContext connection, ZmqAddress? address)
    {
        var terms = Volatile.Read(ref _terms);
        if (terms.Rules.FindObjection(connection.RemoteEndPoint) is { } place)
            return new Objection(RefusalReason.Address, place);
        return terms.Processes?.FindFault(connection, address) is { } fault ? new Objection(RefusalReason.Process, fault + ".") : null;
    }

    /// <summary>Tells that a connection was closed for its objection.</summary>
    internal void Refuse(Objection objection, ConnectionContext connection, ZmqAddress? address) =>
        Refusals.Report(objection.Reason, objection.Because, address, connection.LocalEndPoint, connection.RemoteEndPoint);

    /// <summary>As the other, where there is no connection yet; with the reason.</summary>
    internal HandshakePlace? TryEnter(EndPoint? local, EndPoint? remote, ZmqAddress? address, out RefusalReason reason)
    {
        var terms = Volatile.Read(ref _terms);
        reason = RefusalReason.Address;
        var objection = terms.Rules.FindObjection(remote);
        if (objection is null)
        {
            PeerAddress? origin = remote is IPEndPoint ip ? PeerAddress.Of(ip.Address) : null;
            if (_gate.TryEnter(terms.Limits, origin, out reason) is { } place)
                return place;
            objection = terms.Explain(reason);
        }
        Refusals.Report(reason, objection, address, local, remote);
        return null;
    }

    /// <summary>What the options say, in the form in which it is asked.</summary>
    private sealed class Terms(ZmqSocketOptions options)
    {
        internal AddressRules Rules { get; } = new(options.AllowFrom, options.DenyFrom);

        internal IpcPeerFilter? Processes { get; } = IpcPeerFilter.Of(options);

        internal HandshakeLimits Limits { get; } = new(options.MaxHandshakes, options.MaxHandshakesPerAddress, options.MaxHandshakeRatePerAddress);

        internal string Explain(RefusalReason reason) => reason switch
        {
            RefusalReason.Handshakes => FormattableString.Invariant($"{Limits.Max} are in their handshake, as many as MaxHandshakes allows."),
            RefusalReason.HandshakesOfAddress =>
                FormattableString.Invariant($"{Limits.MaxPerAddress} of its address are in their handshake, as many as MaxHandshakesPerAddress allows."),
            _ => FormattableString.Invariant($"its address has begun {Limits.RatePerAddress} handshakes within a second, as many as MaxHandshakeRatePerAddress allows."),
        };
    }
}

/// <summary>What is the matter with a connection.</summary>
/// <param name="Reason">The kind.</param>
/// <param name="Because">In words, as a sentence.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Objection(RefusalReason Reason, string Because);
