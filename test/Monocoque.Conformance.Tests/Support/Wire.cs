namespace Monocoque.Conformance.Support;

/// <summary>Over what the two meet.</summary>
[Flags]
public enum Wire
{
    None = 0,
    Tcp = 1,
    Ipc = 2,

    /// <summary>Within a process, so only among our own.</summary>
    Inproc = 4,

    /// <summary>Only RADIO, DISH and DGRAM, which libzmq has as drafts; never among <see cref="All"/>.</summary>
    Udp = 8,

    Network = Tcp | Ipc,
    All = Network | Inproc,
}
