using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Admission;

/// <summary>
/// Where the connections come in that others make to a socket. What may not come in is closed there, before our greeting, before the application's middleware and
/// before anything is kept of it.
/// </summary>
/// <param name="refusals">Who tells of it.</param>
/// <param name="options">Of the socket.</param>
internal sealed class Entrance(Refusals refusals, ZmqSocketOptions options)
{
    private AddressRules _rules = CreateRules(options);

    /// <summary>Who tells of those that are closed.</summary>
    internal Refusals Refusals => refusals;

    /// <summary>For the connections that come from now on.</summary>
    internal AddressRules Rules => Volatile.Read(ref _rules);

    internal void Change(ZmqSocketOptions changed) => Volatile.Write(ref _rules, CreateRules(changed));

    /// <summary>Whether the connection may stay. If not, that has been told, and whoever accepted it closes it.</summary>
    internal bool TryEnter(ConnectionContext connection, ZmqAddress? address)
    {
        if (TryEnter(connection.LocalEndPoint, connection.RemoteEndPoint, address))
            return true;
        connection.Abort(new ConnectionAbortedException("The socket does not take this connection."));
        return false;
    }

    /// <summary>As the other, where there is no connection yet.</summary>
    internal bool TryEnter(EndPoint? local, EndPoint? remote, ZmqAddress? address)
    {
        if (Rules.FindObjection(remote) is not { } objection)
            return true;
        refusals.Report(RefusalReason.Address, objection, address, local, remote);
        return false;
    }

    private static AddressRules CreateRules(ZmqSocketOptions options) => new(options.AllowFrom, options.DenyFrom);
}
