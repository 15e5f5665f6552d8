using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Monocoque.Admission;
using Monocoque.Endpoints;
using Monocoque.Hosting;
using Monocoque.Patterns;
using Monocoque.Transports;

namespace Monocoque.Sniffing;

/// <summary>Serves ZMTP on connections that Kestrel accepted.</summary>
/// <param name="plan">The socket they are for; null: the mapped one that the peer names, or that alone fits it.</param>
/// <param name="registry">Where the sockets are.</param>
/// <param name="mappings">Which of them peers may choose from.</param>
/// <param name="runtime">The house of the sockets.</param>
internal sealed class SharedListener(SocketPlan? plan, SocketRegistry registry, ZmqMappings mappings, ZmqRuntime runtime)
{
    private static readonly KeyValuePair<string, object?> s_protocol = new("network.protocol.name", "zmtp");

    internal async Task OnConnectionAsync(ConnectionContext connection)
    {
        connection.Features.Get<IConnectionMetricsTagsFeature>()?.Tags.Add(s_protocol);
        var address = DescribeAddress(connection.LocalEndPoint);
        var socket = plan is null ? null : (SocketBase)registry.GetSocket(plan);
        var place = socket?.Entrance.TryEnter(connection, address);
        if (socket is not null && place is null)
            return;
        try
        {
            await ServeAsync(connection, socket, address, place);
        }
        finally
        {
            place?.Leave();
        }
    }

    private async Task ServeAsync(ConnectionContext connection, SocketBase? socket, ZmqAddress address, HandshakePlace? place)
    {
        // Kestrel accepts a moment before the host has started.
        await runtime.WhenAccepting.WaitAsync(connection.ConnectionClosed);
        if (socket is not null)
        {
            await ServeOneAsync(connection, socket, address, place!);
            return;
        }
        connection.Features.Set(new SocketChoice([.. mappings.Plans.Select(mapped => (SocketBase)registry.GetSocket(mapped))], address));
        await runtime.ConnectionPipeline(connection);
    }

    private async Task ServeOneAsync(ConnectionContext connection, SocketBase socket, ZmqAddress address, HandshakePlace place)
    {
        var deadline = new AcceptDeadline(socket, address, connection);
        deadline.Start();
        connection.Features.Set<IZmqSocketFeature>(new ZmqSocketFeature(socket, address, socket.AdoptedConnections, deadline, place));
        try
        {
            await runtime.ConnectionPipeline(connection);
        }
        catch (Exception) when (deadline.HasPassed)
        {
            // Reported when it passed.
        }
        finally
        {
            deadline.End();
        }
    }

    private static ZmqAddress DescribeAddress(EndPoint? local) => local switch
    {
        IPEndPoint ip => new ZmqAddress("tcp", (ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4() : ip.Address).ToString(), ip.Port, path: ""),
        UnixDomainSocketEndPoint path => new ZmqAddress("ipc", host: "", port: null, path.ToString()!),
        _ => new ZmqAddress("inproc", host: "", port: null, local?.ToString() ?? "unknown"),
    };
}
