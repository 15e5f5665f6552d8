using Monocoque.Hosting;

namespace Monocoque.Proxies;

/// <summary>One <c>MapZmqProxy</c> call: the sockets it joins, and the proxy once somebody needs it.</summary>
internal sealed class ProxyMapping
{
    private readonly Lazy<ZmqProxy> _proxy;

    internal ProxyMapping(SocketPlan frontend, SocketPlan backend, SocketRegistry sockets)
    {
        Frontend = frontend;
        Backend = backend;
        Name = frontend.Name;
        _proxy = new Lazy<ZmqProxy>(() => Create(sockets));
    }

    /// <summary>What it is injected under.</summary>
    internal string Name { get; set; }

    internal SocketPlan Frontend { get; }

    internal SocketPlan Backend { get; }

    internal SocketPlan? Capture { get; set; }

    internal bool DropsCaptureWhenFull { get; set; }

    internal SocketPlan? Control { get; set; }

    /// <summary>Made when it is first asked for: then all is said about it.</summary>
    internal ZmqProxy Proxy => _proxy.Value;

    /// <inheritdoc/>
    public override string ToString() => $"proxy '{Name}' between {Frontend} and {Backend}";

    private ZmqProxy Create(SocketRegistry sockets) => new(sockets.GetSocket(Frontend), sockets.GetSocket(Backend), new ZmqProxyOptions
    {
        Capture = Capture is null ? null : (IZmqSender)sockets.GetSocket(Capture),
        DropCaptureWhenFull = DropsCaptureWhenFull,
        Control = Control is null ? null : (IZmqReceiver)sockets.GetSocket(Control),
    });
}
