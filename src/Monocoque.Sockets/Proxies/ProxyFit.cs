using Monocoque.Hosting;

namespace Monocoque.Proxies;

/// <summary>Which sockets can be joined, captured to, and steered by. By their patterns, so that it can be said before there is a socket.</summary>
internal static class ProxyFit
{
    private const string Pairs = "Pairs that fit are XSUB and XPUB, ROUTER and DEALER, PULL and PUSH, SUB and PUB, PAIR and PAIR, STREAM and DEALER.";

    /// <exception cref="ArgumentException">Something does not fit.</exception>
    internal static void Check(IZmqSocket frontend, IZmqSocket backend, ZmqProxyOptions options)
    {
        ThrowIf(FindMisfit(frontend.Type, Describe(frontend), backend.Type, Describe(backend), frontend == backend), nameof(backend));
        if (options.Capture is { } capture)
        {
            ThrowIf(FindCaptureMisfit(capture.Type, Describe(capture)), nameof(options));
            ThrowIf(FindSecondUse(capture, frontend, backend, "capture"), nameof(options));
        }
        if (options.Control is { } control)
        {
            ThrowIf(FindControlMisfit(control.Type, Describe(control)), nameof(options));
            ThrowIf(FindSecondUse(control, frontend, backend, "control"), nameof(options));
        }
    }

    /// <summary>Why the two cannot be joined; null if they can.</summary>
    internal static string? FindMisfit(ZmqSocketType frontend, string frontendName, ZmqSocketType backend, string backendName, bool isSame = false)
    {
        if ((FindUnfit(frontend, frontendName) ?? FindUnfit(backend, backendName)) is { } unfit)
            return unfit;
        if (Forwards(frontend, backend) || (!isSame && Forwards(backend, frontend)))
            return null;
        return $"{frontendName} and {backendName} cannot be joined by a proxy: neither sends what the other receives. {Pairs}";
    }

    internal static string? FindCaptureMisfit(ZmqSocketType type, string name) =>
        type is ZmqSocketType.Pub or ZmqSocketType.Push or ZmqSocketType.Pair or ZmqSocketType.Dealer
            ? null
            : $"{name} cannot capture what a proxy forwards. Use a PUB, PUSH, PAIR or DEALER.";

    internal static string? FindControlMisfit(ZmqSocketType type, string name) =>
        type is ZmqSocketType.Pair or ZmqSocketType.Rep or ZmqSocketType.Sub or ZmqSocketType.Pull
            ? null
            : $"{name} cannot steer a proxy. Use a PAIR, REP, SUB or PULL.";

    internal static bool Forwards(IZmqSocket from, IZmqSocket to) => from is IZmqReceiver && to is IZmqSender;

    internal static string Describe(IZmqSocket socket) => $"{socket.Type.ToDisplayName()} '{socket.Name}'";

    private static bool Forwards(ZmqSocketType from, ZmqSocketType to) =>
        typeof(IZmqReceiver).IsAssignableFrom(InterfaceOf(from)) && typeof(IZmqSender).IsAssignableFrom(InterfaceOf(to));

    private static Type InterfaceOf(ZmqSocketType type) => ZmqSocketTypes.All.First(entry => entry.Type == type).Interface;

    private static string? FindUnfit(ZmqSocketType type, string name) => type switch
    {
        ZmqSocketType.Req => $"{name} cannot be proxied: it sends and receives in turn, and a proxy does not. Use a DEALER, which serves the same peers.",
        ZmqSocketType.Rep => $"{name} cannot be proxied: it receives and sends in turn, and a proxy does not. Use a ROUTER, which serves the same peers.",
        ZmqSocketType.Server or ZmqSocketType.Peer =>
            $"{name} cannot be proxied: the numbers of its peers are not part of its messages, so replies would not find back. Use a ROUTER, or forward by hand.",
        ZmqSocketType.Radio or ZmqSocketType.Dish =>
            $"{name} cannot be proxied: the group is not part of its messages. Forward by hand: radio.SendAsync(message.Group, …).",
        ZmqSocketType.Dgram =>
            $"{name} cannot be proxied: every message it sends begins with the address of its receiver, which the other side does not know. Forward by hand.",
        _ => null,
    };

    private static string? FindSecondUse(IZmqSocket socket, IZmqSocket frontend, IZmqSocket backend, string use) => socket == frontend || socket == backend
        ? $"{Describe(socket)} cannot be one side of the proxy and its {use} as well."
        : null;

    private static void ThrowIf(string? misfit, string parameter)
    {
        if (misfit is not null)
            throw new ArgumentException(misfit, parameter);
    }
}
