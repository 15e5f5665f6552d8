using System.Text;
using Microsoft.Extensions.Logging;
using Monocoque.Patterns;

namespace Monocoque.Hosting;

/// <summary>Subscribes, binds and connects a socket as its options and its mapping say; what was done once is not done again.</summary>
internal sealed class SocketOpener(SocketRegistry registry, ILogger logger)
{
    internal async Task OpenAsync(SocketPlan plan, CancellationToken cancellationToken)
    {
        var socket = registry.GetSocket(plan);
        var options = registry.OptionsOf(plan);
        var isFirst = !plan.IsOpen;
        plan.IsOpen = true;
        ((SocketBase)socket).ConnectsWhenAccepting |= plan.AwaitsPolicies;

        // Subscriptions first: a publisher must not learn of them later than of us. Those of the options the socket has by itself.
        foreach (var topic in plan.Subscribe)
            ((SubscriberSocket)socket).Subscribe(Encoding.UTF8.GetBytes(topic));
        foreach (var address in (List<string>)[.. isFirst ? options.Bind : [], .. plan.Bind])
            await BindAsync(plan, socket, address, cancellationToken);
        foreach (var address in (List<string>)[.. isFirst ? options.Connect : [], .. plan.Connect])
            Connect(plan, socket, address);
        plan.Subscribe.Clear();
        plan.Bind.Clear();
        plan.Connect.Clear();
    }

    private async Task BindAsync(SocketPlan plan, IZmqSocket socket, string address, CancellationToken cancellationToken)
    {
        try
        {
            var bound = await socket.BindAsync(address, cancellationToken);
            HostingLog.Listens(logger, plan.Type.ToDisplayName(), plan.Name, bound);
        }
        catch (Exception exception) when (exception is ZmqException or FormatException)
        {
            var error = (exception as ZmqException)?.Error ?? ZmqError.NotSupported;
            throw new ZmqException(error, $"{plan} cannot listen on {address}: {exception.Message} {Remedy(error, socket, address)}".TrimEnd(), exception);
        }
    }

    private void Connect(SocketPlan plan, IZmqSocket socket, string address)
    {
        try
        {
            socket.Connect(address);
            HostingLog.Connects(logger, plan.Type.ToDisplayName(), plan.Name, address);
        }
        catch (Exception exception) when (exception is ZmqException or FormatException)
        {
            var error = (exception as ZmqException)?.Error ?? ZmqError.NotSupported;
            throw new ZmqException(error, $"{plan} cannot connect to {address}: {exception.Message}", exception);
        }
    }

    /// <summary>The other errors say themselves what to do.</summary>
    private string Remedy(ZmqError error, IZmqSocket socket, string address) => error switch
    {
        ZmqError.AddressNotAvailable => $"To connect there instead, map '>{address}', or move the address from Bind to Connect.",
        ZmqError.AddressInUse => DescribeHolder(socket, address),
        _ => "",
    };

    /// <summary>Who is there may be one of us.</summary>
    private string DescribeHolder(IZmqSocket socket, string address)
    {
        var wanted = ZmqAddress.Parse(address);
        var holder = registry.Created.FirstOrDefault(other => other.BoundAddresses.Any(bound => Overlap(bound, wanted)));
        if (holder is null)
            return "";
        return holder == socket
            ? "It is this socket: the address is given twice. Remove one."
            : $"It is {holder.Type.ToDisplayName()} '{holder.Name}' of this application. Give each an address of its own.";
    }

    private static bool Overlap(ZmqAddress one, ZmqAddress other) => one == other || (one.Port is > 0 && one.Port == other.Port
        && (IsEverywhere(one) || IsEverywhere(other) || string.Equals(one.Host, other.Host, StringComparison.Ordinal)));

    private static bool IsEverywhere(ZmqAddress address) => address.Host is "*" or "0.0.0.0" or "::";
}
