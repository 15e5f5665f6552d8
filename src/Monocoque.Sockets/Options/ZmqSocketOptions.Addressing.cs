namespace Monocoque;

/// <summary>By which way the connections of a socket come and go.</summary>
public sealed partial class ZmqSocketOptions
{
    /// <summary>
    /// <c>tcp</c>: listen and connect over this network interface only, e.g. <c>eth0</c> (<c>ZMQ_BINDTODEVICE</c>). Null, the default: any. Linux;
    /// may need a privilege. Connections made so run on Kestrel's Sockets transport.
    /// </summary>
    public string? BindToDevice { get; set; }

    /// <summary>
    /// <c>tcp</c>: connect by this SOCKS5 proxy, <c>host:port</c> (<c>ZMQ_SOCKS_PROXY</c>), which also resolves the names. Null, the default:
    /// directly. What the socket binds is not concerned.
    /// </summary>
    public string? SocksProxy { get; set; }

    /// <summary>
    /// Who we are to the proxy, 1 to 255 octets of UTF-8 (<c>ZMQ_SOCKS_USERNAME</c>). Null, the default: nobody, which the proxy must accept.
    /// </summary>
    public string? SocksUsername { get; set; }

    /// <summary>
    /// The password that goes with <see cref="SocksUsername"/>, up to 255 octets of UTF-8 (<c>ZMQ_SOCKS_PASSWORD</c>). Null, the default: an empty
    /// one. SOCKS5 sends it in the clear.
    /// </summary>
    public string? SocksPassword { get; set; }

    /// <summary>
    /// RADIO, <c>udp</c>: the time to live of what is sent to a multicast group, 1 to 255 (<c>ZMQ_MULTICAST_HOPS</c>). Every router takes one off, and passes nothing on
    /// that has none left. Default 1: it stays on the local network.
    /// </summary>
    public int MulticastHops { get; set; } = 1;

    /// <summary>
    /// RADIO, <c>udp</c>: whether this machine, too, gets what is sent to a multicast group that is joined here (<c>ZMQ_MULTICAST_LOOP</c>). Default true. What is
    /// sent over the loopback interface has no other way and comes always. On Windows the system asks those who receive instead, who get it.
    /// </summary>
    public bool MulticastLoop { get; set; } = true;

    /// <summary>
    /// <c>ipc</c>: the permissions of the socket file, e.g. <c>UserRead | UserWrite</c>; to connect takes the permission to write. Null, the
    /// default: what the process's mask leaves. Not on Windows. Abstract names have no permissions. No libzmq option.
    /// </summary>
    public UnixFileMode? IpcFileMode { get; set; }

    /// <summary>
    /// <c>ipc</c>: the numbers of the users whose processes may connect to what the socket binds, or to an endpoint of the web server that is a socket file and leads
    /// to it (<c>ZMQ_IPC_FILTER_UID</c>). A process that is allowed by any of the three filters may; another is closed before it is greeted, logged, counted
    /// (<c>zmq.connections.refused</c>) and an event (<see cref="ZmqEventKind.AcceptFailed"/>). Default none: if all three are empty, everybody may. Linux only.
    /// </summary>
    public IList<uint> IpcFilterUids { get; private set; } = [];

    /// <summary>
    /// <c>ipc</c>: the numbers of the groups whose processes may connect, by their own group or a supplementary one (<c>ZMQ_IPC_FILTER_GID</c>). Default none; see
    /// <see cref="IpcFilterUids"/>. Linux only.
    /// </summary>
    public IList<uint> IpcFilterGids { get; private set; } = [];

    /// <summary>
    /// <c>ipc</c>: the numbers of the processes that may connect (<c>ZMQ_IPC_FILTER_PID</c>). Default none; see <see cref="IpcFilterUids"/>. Linux only.
    /// </summary>
    public IList<uint> IpcFilterPids { get; private set; } = [];

    /// <summary>
    /// <c>tcp</c>, <c>ipc</c>: the file descriptor of a socket that somebody else has opened; the first bind listens on it, or else the first
    /// connect is connected by it (<c>ZMQ_USE_FD</c>). The address of that bind or connect only names it; later ones, and reconnects, open their
    /// own. It is closed with the socket. systemd passes descriptors from 3 on. Null, the default: none.
    /// </summary>
    public int? UseFileDescriptor { get; set; }
}
