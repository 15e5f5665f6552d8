using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Transports;

/// <summary>Opens tcp connections: a name is resolved anew by every attempt, and all its addresses are tried.</summary>
internal static class TcpDialer
{
    /// <summary>How long an address may keep those after it waiting.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <param name="runtime">Whose transport and clock.</param>
    /// <param name="options">The socket's.</param>
    /// <param name="address">Where to, and maybe where from.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    internal static async ValueTask<ConnectionContext> ConnectAsync(
        ZmqRuntime runtime, ZmqSocketOptions options, ZmqAddress address, CancellationToken cancellationToken)
    {
        TransportResolver.ThrowIfNotAllowed(address, options);
        var port = address.Port!.Value;
        if (IPAddress.TryParse(address.Host, out var literal))
            return await OpenAsync(runtime, options, address, new IPEndPoint(literal, port), cancellationToken).ConfigureAwait(false);

        var addresses = Interleave(Allowed(await runtime.ResolveHost(address.Host, cancellationToken).ConfigureAwait(false), options));
        ExceptionDispatchInfo? last = null;
        for (var i = 0; i < addresses.Count; i++)
        {
            using var deadline = new CancellationTokenSource(
                i < addresses.Count - 1 ? s_patience : Timeout.InfiniteTimeSpan, runtime.Options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            try
            {
                return await OpenAsync(runtime, options, address, new IPEndPoint(addresses[i], port), either.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is SocketException or IOException or ZmqException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                last = ExceptionDispatchInfo.Capture(exception);
            }
        }
        last?.Throw();
        throw new SocketException((int)SocketError.HostNotFound);
    }

    private static ValueTask<ConnectionContext> OpenAsync(
        ZmqRuntime runtime, ZmqSocketOptions options, ZmqAddress address, IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        // An IPv6 socket reaches no IPv4 address, however that is written. libzmq with ZMQ_IPV6 writes its own so.
        if (endPoint.Address.IsIPv4MappedToIPv6)
            endPoint.Address = endPoint.Address.MapToIPv4();
        if (address.Source is null && options.BindToDevice is null)
            return runtime.ConnectAsync(endPoint, cancellationToken);
        var source = address.Source is null ? null : LocalAddress.ResolveSource(address, endPoint.AddressFamily);
        return runtime.PlainSockets.ConnectAsync(endPoint, source, options.BindToDevice, cancellationToken);
    }

    private static IPAddress[] Allowed(IPAddress[] addresses, ZmqSocketOptions options) =>
        options.IPv6 ? addresses : Array.FindAll(addresses, static ip => ip.AddressFamily == AddressFamily.InterNetwork);

    /// <summary>The families in turn, in the resolver's order, so that one that leads nowhere costs one attempt.</summary>
    private static List<IPAddress> Interleave(IPAddress[] addresses)
    {
        if (addresses.Length == 0)
            return [];
        var first = addresses.Where(ip => ip.AddressFamily == addresses[0].AddressFamily).ToList();
        var second = addresses.Where(ip => ip.AddressFamily != addresses[0].AddressFamily).ToList();
        var mixed = new List<IPAddress>(addresses.Length);
        for (var i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            if (i < first.Count)
                mixed.Add(first[i]);
            if (i < second.Count)
                mixed.Add(second[i]);
        }
        return mixed;
    }
}
